namespace Canary.Core.Selection.Matching;

/// <summary>True where one of the occurrences of a named value passes a test.</summary>
internal sealed class ValueMatcher(NamedFact fact, ValueTest test) : Matcher
{
    public override bool Matches(RequestFacts facts)
    {
        for (var next = 0; next >= 0 && facts.TryGetNext(fact, ref next, out var value);)
        {
            if (test.Matches(value, facts))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>True where a named value occurs, whatever it is.</summary>
internal sealed class PresenceMatcher(NamedFact fact) : Matcher
{
    public override bool Matches(RequestFacts facts)
    {
        var next = 0;
        return facts.TryGetNext(fact, ref next, out _);
    }
}
