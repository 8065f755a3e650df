namespace Canary.Gateway.Storage;

/// <summary>Where state is kept: the settings under <c>Canary:Store</c>.</summary>
internal sealed class StoreOptions
{
    /// <summary><c>File</c> (default) or <c>Redis</c>.</summary>
    public StoreKind Kind { get; set; } = StoreKind.File;

    /// <summary>Folder of the file store and of the last-good copies. Default <c>data</c>, below the working directory.</summary>
    public string Path { get; set; } = "data";

    /// <summary>StackExchange.Redis configuration. Default <c>localhost:6379</c>.</summary>
    public string Redis { get; set; } = "localhost:6379";

    /// <summary>Prefix of every key and channel. Default <c>canary</c>.</summary>
    public string KeyPrefix { get; set; } = "canary";

    /// <summary>How often a store is asked for changes, as announcements can be lost. 50 ms to 1 min, default 1 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Versions kept of each service. 1 to 10,000, default 100.</summary>
    public int HistoryPerService { get; set; } = 100;

    /// <summary>Audit entries and events kept. 100 to 1,000,000, default 10,000.</summary>
    public int AuditEntries { get; set; } = 10_000;
}

/// <summary>The kinds of store.</summary>
internal enum StoreKind
{
    /// <summary>An embedded store on disk, for one gateway.</summary>
    File,

    /// <summary>Redis, for any number of gateways.</summary>
    Redis,
}
