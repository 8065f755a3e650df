using FluentValidation;

namespace Canary.Core.Services;

/// <summary>What must be true of a service, wherever it comes from. Reports every error at once.</summary>
public sealed class ServiceValidator : AbstractValidator<ServiceConfig>
{
    private ServiceValidator()
    {
    }

    /// <summary>The one validator; safe to be used by many threads at once.</summary>
    public static ServiceValidator Instance { get; } = new();
}
