namespace Canary.Gateway.Proxy.Evidence;

/// <summary>How a request counts as evidence; the default: not at all.</summary>
/// <param name="User">The sticky key's bucket, where <see cref="CountedAs.User"/> says that there is one.</param>
/// <param name="As">How.</param>
internal readonly record struct CountedRequest(uint User, CountedAs As);

/// <summary>How a request counts as evidence.</summary>
[Flags]
internal enum CountedAs : byte
{
    /// <summary>Not at all: a rule, a limit or a rollback decided where it goes, or it went to a third variant.</summary>
    None = 0,

    /// <summary>For the rollout's variant.</summary>
    Canary = 1,

    /// <summary>For the baseline.</summary>
    Baseline = 2,

    /// <summary>It has a sticky key.</summary>
    User = 4,

    /// <summary>Its variant was drawn for it alone, or for a key that was just issued.</summary>
    Drawn = 8,
}
