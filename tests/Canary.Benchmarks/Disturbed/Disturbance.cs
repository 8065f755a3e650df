namespace Canary.Benchmarks.Disturbed;

/// <summary>Something that goes on beside honest traffic, and must not slow it down.</summary>
/// <param name="Name">Its name on the command line and in the table.</param>
/// <param name="Title">What it does, for the text above the table.</param>
/// <param name="Unit">What <see cref="Progress.Add"/> counts.</param>
internal abstract record Disturbance(string Name, string Title, string Unit)
{
    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<Disturbance> All { get; } =
    [
        new BlockedAdmin(),
        new BurningRule(),
        new StalledBackend(),
        new StalledClients(),
        new BigTransfer("transfer", "one client reads answers of 1 GB, one after the other, at 1 Gbit/s", BytesPerSecond: 125e6),
        new BigTransfer("transfer-full", "the same as fast as it goes", double.PositiveInfinity),
        .. Attack.Kinds,
    ];

    /// <summary>Whether it is part of "all at once". One that takes a whole core by itself is not.</summary>
    public virtual bool IsInAll => true;

    /// <summary>Begins. Returns when it is in full swing; it then goes on until the process ends.</summary>
    public abstract Task StartAsync(DisturbanceTarget target, Progress progress);
}
