namespace Canary.Core.Selection;

/// <summary>A choice of variant that comes with a request, from somebody whose word counts. The default: none.</summary>
public readonly record struct PassedChoice
{
    private readonly int _variant;

    private PassedChoice(int variant, SelectionReason reason) => (_variant, Reason) = (variant + 1, reason);

    /// <summary>Whether there is one.</summary>
    public bool IsThere => _variant > 0;

    /// <summary>Whether it is a tester's, which goes before rules.</summary>
    public bool IsForced => IsThere && Reason == SelectionReason.Forced;

    /// <summary>Index of the variant; without meaning where there is no choice.</summary>
    public int Variant => _variant - 1;

    /// <summary><see cref="SelectionReason.Forced"/> or <see cref="SelectionReason.Upstream"/>; without meaning where there is no choice.</summary>
    public SelectionReason Reason { get; }

    /// <summary>A tester's choice, by a signed token.</summary>
    /// <param name="variant">Index of the variant.</param>
    public static PassedChoice Forced(int variant) => new(variant, SelectionReason.Forced);

    /// <summary>The choice of an earlier hop.</summary>
    /// <param name="variant">Index of the variant.</param>
    public static PassedChoice Upstream(int variant) => new(variant, SelectionReason.Upstream);
}
