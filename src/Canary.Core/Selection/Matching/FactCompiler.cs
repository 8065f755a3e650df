using Canary.Core.Services;

namespace Canary.Core.Selection.Matching;

/// <summary>Gives the named values of one service their places in its table of headers.</summary>
internal sealed class FactCompiler
{
    /// <summary>Gathers the values that rules and sticky sources ask for.</summary>
    public FactCompiler(IReadOnlyList<RuleConfig> rules, IReadOnlyList<StickySourceConfig> sticky) =>
        Table = rules.Count == 0 ? null : HeaderTable.Create([.. rules.SelectMany(rule => In(rule.When)), .. sticky.Where(source => source.Kind != StickyKind.Ip).Select(NamedFact.Of)]);

    /// <summary>The service's table of headers; null where it needs none.</summary>
    public HeaderTable? Table { get; }

    /// <summary>The value that a condition asks for.</summary>
    public NamedFact Of(ValueConditionConfig condition) => Place(ModelOf(condition));

    /// <summary>The value that a sticky source asks for; without meaning for an address.</summary>
    public NamedFact Of(StickySourceConfig source) => Place(NamedFact.Of(source));

    private NamedFact Place(NamedFact fact) => Table is not null && fact.Header is { } header ? fact with { Slot = Table.Find(header) } : fact;

    private static NamedFact ModelOf(ValueConditionConfig condition) => new(condition.Source, condition.Name);

    private static IEnumerable<NamedFact> In(ConditionConfig condition) => condition switch
    {
        ValueConditionConfig value => [ModelOf(value)],
        AllConditionConfig all => all.Conditions.SelectMany(In),
        AnyConditionConfig any => any.Conditions.SelectMany(In),
        NotConditionConfig not => In(not.Condition),
        _ => [],
    };
}
