namespace Canary.Gateway.Proxy.Health;

/// <summary>Puts a variant's destinations out of service and lets them back, never more at once than its rules allow.</summary>
/// <remarks>Used under the lock of the variant's <see cref="VariantHealth"/>.</remarks>
/// <param name="rules">How many, and for how long.</param>
/// <param name="destinations">All of the variant's destinations.</param>
/// <param name="time">The clock.</param>
/// <param name="ended">Told, on a timer's thread and without the lock, that a destination's time is over.</param>
internal sealed class Ejections(EjectionRules rules, BalancedDestination[] destinations, TimeProvider time, Action<BalancedDestination> ended)
{
    /// <summary>What counts, and how much of it.</summary>
    public EjectionRules Rules => rules;

    /// <summary>Whether one more may be ejected.</summary>
    public bool HasRoom => destinations.Count(destination => destination.Ejection is not null) < rules.MostOf(destinations.Length);

    /// <summary>Ejects a destination that is not.</summary>
    /// <returns>For how long.</returns>
    public TimeSpan Begin(BalancedDestination destination)
    {
        var period = destination.Failures!.Eject(rules, time);
        destination.Ejection = EndAfter(destination, period);
        return period;
    }

    /// <summary>Ends a destination's ejection. Requests that went there before say nothing of how it is now.</summary>
    public static void End(BalancedDestination destination)
    {
        destination.Ejection?.Dispose();
        destination.Ejection = null;
        destination.Failures?.Window.Clear();
    }

    /// <summary>Takes over what is known of a destination from one that it replaces: also, where there is room, the rest of its ejection.</summary>
    public void Carry(BalancedDestination before, BalancedDestination destination)
    {
        destination.Failures = before.Failures ?? destination.Failures;
        if (before.Ejection is not null && HasRoom && before.Failures!.LeftAt(time) is var left && left > TimeSpan.Zero)
        {
            destination.Ejection = EndAfter(destination, left);
        }
    }

    private ITimer EndAfter(BalancedDestination destination, TimeSpan period) =>
        time.CreateTimer(_ => ended(destination), null, period, Timeout.InfiniteTimeSpan);
}
