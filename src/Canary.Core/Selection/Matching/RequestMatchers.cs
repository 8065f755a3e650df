namespace Canary.Core.Selection.Matching;

/// <summary>True for the listed methods, exact case.</summary>
internal sealed class MethodMatcher(string[] methods) : Matcher
{
    public override bool Matches(RequestFacts facts)
    {
        var method = facts.Method;
        foreach (var candidate in methods)
        {
            if (method.SequenceEqual(candidate))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>True for paths at or below a prefix of whole segments.</summary>
internal sealed class PathMatcher(PathPrefix prefix) : Matcher
{
    public override bool Matches(RequestFacts facts) => prefix.Matches(facts.Path);
}

/// <summary>True for client addresses in one of the ranges; false where the address is not known.</summary>
internal sealed class AddressMatcher(AddressRange[] ranges) : Matcher
{
    public override bool Matches(RequestFacts facts)
    {
        if (facts.RemoteAddress is not { } remote)
        {
            return false;
        }

        var address = new NumericAddress(remote);
        foreach (var range in ranges)
        {
            if (range.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
