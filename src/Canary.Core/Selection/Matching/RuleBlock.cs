namespace Canary.Core.Selection.Matching;

/// <summary>Consecutive rules that are looked through in one go: one with any condition, or several that compare the same value.</summary>
internal readonly struct RuleBlock
{
    private readonly Matcher? _matcher;
    private readonly ValueIndex? _index;
    private readonly int _rule;

    /// <summary>One rule.</summary>
    public RuleBlock(Matcher matcher, int rule) => (_matcher, _rule) = (matcher, rule);

    /// <summary>Rules that compare the same value.</summary>
    public RuleBlock(ValueIndex index) => _index = index;

    /// <summary>The index of the first of the block's rules that matches, or -1.</summary>
    public int FindFirst(RequestFacts facts) =>
        _matcher is null ? _index!.FindFirst(facts)
        : _matcher.Matches(facts) ? _rule : -1;
}
