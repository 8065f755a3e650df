using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>Reads the condition of a rule from a document.</summary>
internal static class ConditionReader
{
    private static readonly string[] Sources = ["header", "cookie", "query", "claim"];

    private static readonly string[] Forms = [.. Sources, "method", "path", "ip", "all", "any", "not"];

    private static readonly string[] Tests = ["equals", "in", "prefix", "contains", "regex", "exists"];

    private static readonly ConditionConfig StandIn = new AllConditionConfig([]);

    /// <summary>Reads an object with exactly one of the forms.</summary>
    public static ConditionConfig Read(DocumentCursor at)
    {
        if (at.Element.ValueKind != JsonValueKind.Object)
        {
            return at.Refuse("an object", StandIn);
        }

        var present = Present(at, Forms);
        if (present.Length != 1)
        {
            at.Errors.Add(at.Path, present.Length == 0
                ? $"must have exactly one of {string.Join(", ", Forms)}, but has none of them."
                : $"must have exactly one of {string.Join(", ", Forms)}, but has {string.Join(" and ", present)}; combine conditions by all or any.");
            return StandIn;
        }

        return Sources.Contains(present[0]) ? ReadValue(at, present[0]) : ReadForm(at.Fields(present[0]), present[0]);
    }

    private static ConditionConfig ReadForm(DocumentFields fields, string form) => form switch
    {
        "method" => fields.Required(form, c => new MethodConditionConfig(OneOrMore(c)), StandIn),
        "path" => fields.Required(form, c => new PathConditionConfig(c.Text()), StandIn),
        "ip" => fields.Required(form, c => new IpConditionConfig(OneOrMore(c)), StandIn),
        "all" => fields.Required(form, c => new AllConditionConfig(c.List(Read)), StandIn),
        "any" => fields.Required(form, c => new AnyConditionConfig(c.List(Read)), StandIn),
        _ => fields.Required(form, c => new NotConditionConfig(Read(c)), StandIn),
    };

    private static ConditionConfig ReadValue(DocumentCursor at, string source)
    {
        var present = Present(at, Tests);
        var fields = present is ["exists"] ? at.Fields([source, .. Tests]) : at.Fields([source, .. Tests, "ignoreCase"]);
        var name = fields.Required(source, c => c.Text(), "");
        var ignoreCase = fields.Optional("ignoreCase", c => c.Flag(), false);
        if (present.Length != 1)
        {
            at.Errors.Add(at.Path, $"must have exactly one of {string.Join(", ", Tests)}, but has {(present.Length == 0 ? "none of them" : string.Join(" and ", present))}.");
            return StandIn;
        }

        var test = fields.Required(present[0], c => ReadTest(c, present[0], ignoreCase), new ValueTestConfig(TestOperator.Exists, []));
        return new ValueConditionConfig((FactSource)Array.IndexOf(Sources, source), name, test);
    }

    private static ValueTestConfig ReadTest(DocumentCursor at, string test, bool ignoreCase) => test switch
    {
        "exists" => new ValueTestConfig(at.Flag() ? TestOperator.Exists : TestOperator.Absent, []),
        "in" => new ValueTestConfig(TestOperator.In, at.List(c => c.Text()), ignoreCase),
        "equals" => new ValueTestConfig(TestOperator.Equals, [at.Text()], ignoreCase),
        "prefix" => new ValueTestConfig(TestOperator.Prefix, [at.Text()], ignoreCase),
        "contains" => new ValueTestConfig(TestOperator.Contains, [at.Text()], ignoreCase),
        _ => new ValueTestConfig(TestOperator.Regex, [at.Text()], ignoreCase),
    };

    private static IReadOnlyList<string> OneOrMore(DocumentCursor at) => at.Element.ValueKind switch
    {
        JsonValueKind.String => [at.Text()],
        JsonValueKind.Array => at.List(c => c.Text()),
        _ => at.Refuse<IReadOnlyList<string>>("a text or a list of texts", []),
    };

    private static string[] Present(DocumentCursor at, string[] names) => [.. names.Where(name => at.Element.TryFind(name, out _))];
}
