namespace Canary.Core.Services;

/// <summary>A condition on a request that fixes its variant, ahead of weights.</summary>
public sealed record RuleConfig
{
    /// <summary>What people call the rule, 1 to 100 characters, unique in its service.</summary>
    public required string Name { get; init; }

    /// <summary>What must be true of the request.</summary>
    public required ConditionConfig When { get; init; }

    /// <summary>The variant that such a request gets.</summary>
    public required string Variant { get; init; }
}

/// <summary>A condition on a request: exactly one of the subclasses' forms.</summary>
public abstract record ConditionConfig;

/// <summary>A condition on a named value of the request.</summary>
/// <param name="Source">Where the value is looked for.</param>
/// <param name="Name">The header's (any case), cookie's, query parameter's or claim's name (both exact case).</param>
/// <param name="Test">What must be true of one of its values.</param>
public sealed record ValueConditionConfig(FactSource Source, string Name, ValueTestConfig Test) : ConditionConfig;

/// <summary>True for the listed methods (exact case, as HTTP defines it).</summary>
public sealed record MethodConditionConfig(IReadOnlyList<string> Methods) : ConditionConfig;

/// <summary>True for paths that start with the given whole segments, as a service's match does.</summary>
public sealed record PathConditionConfig(string Prefix) : ConditionConfig;

/// <summary>True for client addresses in one of the ranges (CIDR, or single addresses; IPv4 and IPv6).</summary>
public sealed record IpConditionConfig(IReadOnlyList<string> Ranges) : ConditionConfig;

/// <summary>True where every one of the conditions (1 to 32) is.</summary>
public sealed record AllConditionConfig(IReadOnlyList<ConditionConfig> Conditions) : ConditionConfig;

/// <summary>True where at least one of the conditions (1 to 32) is.</summary>
public sealed record AnyConditionConfig(IReadOnlyList<ConditionConfig> Conditions) : ConditionConfig;

/// <summary>True where the condition is not.</summary>
public sealed record NotConditionConfig(ConditionConfig Condition) : ConditionConfig;

/// <summary>Where a rule or a sticky key looks for a named value.</summary>
public enum FactSource
{
    /// <summary>A request header.</summary>
    Header,

    /// <summary>A cookie.</summary>
    Cookie,

    /// <summary>A query parameter.</summary>
    Query,

    /// <summary>A claim of the bearer token.</summary>
    Claim,
}

/// <summary>What must be true of a value. Where a value occurs more than once, one of the occurrences is enough.</summary>
/// <param name="Operator">The comparison.</param>
/// <param name="Operands">One text (a set for <see cref="TestOperator.In"/>, none for the two of presence).</param>
/// <param name="IgnoreCase">Whether letters compare in any case (ordinal). Default false.</param>
public sealed record ValueTestConfig(TestOperator Operator, IReadOnlyList<string> Operands, bool IgnoreCase = false);

/// <summary>How a value is compared.</summary>
public enum TestOperator
{
    /// <summary>The whole value is the operand.</summary>
    Equals,

    /// <summary>The whole value is one of the operands.</summary>
    In,

    /// <summary>The value starts with the operand.</summary>
    Prefix,

    /// <summary>The value has the operand in it.</summary>
    Contains,

    /// <summary>The pattern is found in the value, within a limit of time. No look-around and back-references.</summary>
    Regex,

    /// <summary>The value is there, whatever it is (<c>exists: true</c>).</summary>
    Exists,

    /// <summary>The value is not there (<c>exists: false</c>).</summary>
    Absent,
}
