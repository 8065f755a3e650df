namespace Canary.EndToEnd.Console;

/// <summary>What a person works a page with.</summary>
public enum Hand
{
    /// <summary>A mouse, and keys to type with.</summary>
    Mouse,

    /// <summary>Keys alone.</summary>
    Keyboard,
}
