using System.Globalization;
using Canary.Core.Services;

namespace Canary.Gateway.Control.Objectives;

/// <summary>The parts into which an objective's window is cut: what leaves the window leaves it part by part.</summary>
/// <param name="Ledger">Under which name the evidence ledger keeps the counts; another window is another name, as its parts are others.</param>
/// <param name="Length">How long a part is.</param>
/// <param name="Kept">How long counts are kept.</param>
internal readonly record struct ObjectiveParts(string Ledger, TimeSpan Length, TimeSpan Kept)
{
    private const int InWindow = 60;

    /// <summary>The parts of a service's objective.</summary>
    public static ObjectiveParts Of(string service, ObjectiveConfig objective) => new(
        string.Create(CultureInfo.InvariantCulture, $"objective-{service}-{objective.Window.TotalSeconds:0}"),
        objective.Window / InWindow,
        objective.Window + TimeSpan.FromDays(2));

    /// <summary>The part in which a moment is.</summary>
    public int PartAt(DateTimeOffset now) => (int)(now.ToUnixTimeMilliseconds() / (long)Length.TotalMilliseconds);

    /// <summary>The first part that is in the window at a moment.</summary>
    public int FirstAt(DateTimeOffset now) => PartAt(now) - InWindow + 1;
}
