namespace Canary.Core.Selection.Matching;

/// <summary>True where every condition is, in order, up to the first that is not.</summary>
internal sealed class AllMatcher(Matcher[] conditions) : Matcher
{
    public override bool Matches(RequestFacts facts)
    {
        foreach (var condition in conditions)
        {
            if (!condition.Matches(facts))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>True where one condition is, in order, up to the first that is.</summary>
internal sealed class AnyMatcher(Matcher[] conditions) : Matcher
{
    public override bool Matches(RequestFacts facts)
    {
        foreach (var condition in conditions)
        {
            if (condition.Matches(facts))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>True where the condition is not.</summary>
internal sealed class NotMatcher(Matcher condition) : Matcher
{
    public override bool Matches(RequestFacts facts) => !condition.Matches(facts);
}
