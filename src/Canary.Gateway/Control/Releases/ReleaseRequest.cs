using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Gateway.Control.Releases;

/// <summary>A set of services to be released together, as an operator asks for it; the plan is read for each service by itself.</summary>
/// <param name="Name">As a service's name; unique among the releases that are active.</param>
/// <param name="Services">Names of the services: 1 to <see cref="MaxServices"/>, each once.</param>
/// <param name="Plan">The plan that all follow.</param>
/// <param name="ConfirmWithin">How long it waits for its confirmation before it is cancelled. 1 s to 7 days, default 15 min.</param>
internal sealed record ReleaseRequest(string Name, IReadOnlyList<string> Services, JsonElement Plan, TimeSpan ConfirmWithin)
{
    /// <summary>The most services that a release may have.</summary>
    public const int MaxServices = 50;

    private static readonly TimeSpan DefaultConfirmWithin = TimeSpan.FromMinutes(15);

    /// <summary>Reads the object; what is wrong goes to its errors.</summary>
    public static ReleaseRequest Read(DocumentCursor body)
    {
        var fields = body.Fields("name", "services", "plan", "confirmWithin");
        return new ReleaseRequest(
            fields.Required("name", ReadName, ""),
            fields.Required("services", ReadServices, []),
            fields.Required("plan", plan => plan.Element.Clone(), default),
            fields.Optional("confirmWithin", ReadConfirmWithin, DefaultConfirmWithin));
    }

    private static string ReadName(DocumentCursor at)
    {
        var name = at.Text();
        if (at.Element.ValueKind == JsonValueKind.String && ServiceName.Problem(name) is { } problem)
        {
            at.Errors.Add(at.Path, problem);
        }

        return name;
    }

    private static IReadOnlyList<string> ReadServices(DocumentCursor at)
    {
        var services = at.List(ReadName);
        if (at.Element.ValueKind == JsonValueKind.Array && Ranges.CountProblem(services.Count, 1, MaxServices, "services") is { } problem)
        {
            at.Errors.Add(at.Path, problem);
        }

        foreach (var twice in services.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            at.Errors.Add(at.Path, $"must have each service once, but has {Quoted.Text(twice.Key)} {twice.Count()} times.");
        }

        return services;
    }

    private static TimeSpan ReadConfirmWithin(DocumentCursor at)
    {
        var duration = at.Duration();
        if (at.Element.ValueKind == JsonValueKind.String && Ranges.Between(TimeSpan.FromSeconds(1), TimeSpan.FromDays(7))(duration) is { } problem && duration != TimeSpan.Zero)
        {
            at.Errors.Add(at.Path, problem);
        }

        return duration;
    }
}
