using System.Text.Json;
using Canary.Core.Services.Traffic;

namespace Canary.Core.Services;

/// <summary>Reads a service from a document: its structure only, what it means is for <see cref="ServiceValidator"/>.</summary>
internal static class ServiceReader
{
    private static readonly IReadOnlyDictionary<string, Weight> NoWeights = new Dictionary<string, Weight>();

    /// <summary>Reads the object of a service. Where errors were found the result is of no use.</summary>
    /// <param name="at">The object.</param>
    /// <param name="expectedName">The name that the service must have and gets where it has none; null: the document must say it.</param>
    /// <param name="besides">Further fields that the document may have, which somebody else reads.</param>
    public static ServiceConfig Read(DocumentCursor at, string? expectedName, params ReadOnlySpan<string> besides)
    {
        var fields = at.Fields([
            "name", "match", "baseline", "variants", "weights", "rules", "sticky", "timeouts", "errorCodes", "objective", "exposeVariant", "rolledBack", "revision", "owner", .. TrafficReader.Fields, .. besides]);
        var defaults = new ServiceConfig { Name = "" };

        // What GET answers can be PUT again: its revision and owner are read, but it is not the writer who gives them.
        _ = fields.Optional("revision", c => c.Number(), 0);
        return new ServiceConfig
        {
            Name = expectedName is null ? fields.Required("name", c => c.Text(), "") : fields.Optional("name", c => ReadName(c, expectedName), expectedName),
            Match = fields.Optional("match", ReadMatch, defaults.Match),
            Baseline = fields.Optional("baseline", c => c.Text(), defaults.Baseline),
            Variants = fields.Required("variants", c => c.Map(VariantReader.Read), defaults.Variants),
            Weights = fields.Optional("weights", c => c.Map(w => w.Weight()), NoWeights),
            Rules = fields.Optional("rules", c => c.List(ReadRule), defaults.Rules),
            Sticky = fields.Optional("sticky", StickyReader.Read, defaults.Sticky),
            Timeouts = fields.Optional("timeouts", ReadTimeouts, defaults.Timeouts),
            ErrorCodes = fields.Optional("errorCodes", c => c.List(code => code.Text()), defaults.ErrorCodes),
            Objective = fields.Optional<ObjectiveConfig?>("objective", ReadObjective, null),
            Traffic = TrafficReader.Read(fields),
            ExposeVariant = fields.Optional("exposeVariant", c => c.Flag(), defaults.ExposeVariant),
            RolledBack = fields.Optional("rolledBack", c => c.Flag(), defaults.RolledBack),
        };
    }

    private static string ReadName(DocumentCursor at, string expected)
    {
        var name = at.Text();
        if (at.Element.ValueKind == JsonValueKind.String && name != expected)
        {
            at.Errors.Add(at.Path, $"must be {Quoted.Text(expected)}, as the service is addressed, but is {Quoted.Text(name)}; a service cannot be renamed.");
        }

        return name;
    }

    private static MatchConfig ReadMatch(DocumentCursor at)
    {
        var fields = at.Fields("hosts", "path");
        return new MatchConfig
        {
            Hosts = fields.Optional("hosts", c => c.List(h => h.Text()), []),
            Path = fields.Optional("path", c => c.Text(), "/"),
        };
    }

    private static RuleConfig ReadRule(DocumentCursor at)
    {
        var fields = at.Fields("name", "when", "variant");
        return new RuleConfig
        {
            Name = fields.Required("name", c => c.Text(), ""),
            When = fields.Required("when", ConditionReader.Read, new AllConditionConfig([])),
            Variant = fields.Required("variant", c => c.Text(), ""),
        };
    }

    private static ObjectiveConfig ReadObjective(DocumentCursor at)
    {
        var fields = at.Fields("good", "window");
        return new ObjectiveConfig
        {
            GoodPercent = (decimal)Math.Clamp(fields.Required("good", c => c.Number(), 99.9), -1, 1_000),
            Window = fields.Optional("window", c => c.Duration(), TimeSpan.FromDays(28)),
        };
    }

    private static TimeoutsConfig ReadTimeouts(DocumentCursor at)
    {
        var fields = at.Fields("connect", "firstByte", "idle", "deadline");
        var defaults = new TimeoutsConfig();
        return new TimeoutsConfig
        {
            Connect = fields.Optional("connect", c => c.Duration(), defaults.Connect),
            FirstByte = fields.Optional("firstByte", c => c.Duration(), defaults.FirstByte),
            Idle = fields.Optional("idle", c => c.Duration(), defaults.Idle),
            Deadline = fields.Optional<TimeSpan?>("deadline", c => c.Duration(), null),
        };
    }
}
