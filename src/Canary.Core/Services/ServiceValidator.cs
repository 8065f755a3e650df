using FluentValidation;

namespace Canary.Core.Services;

/// <summary>What must be true of a service, wherever it comes from. Reports every error at once.</summary>
public sealed class ServiceValidator : AbstractValidator<ServiceConfig>;
