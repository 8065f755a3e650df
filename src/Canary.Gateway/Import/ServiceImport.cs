using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Import;

/// <summary>Creates the services of the folder <c>Canary:Import</c> that the store does not have. Those that it has are left as they are: operators may have moved their weights since.</summary>
internal sealed partial class ServiceImport : IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<ImportedService> _services;
    private readonly ILogger<ServiceImport> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private Task _run = Task.CompletedTask;

    private ServiceImport(IReadOnlyList<ImportedService> services, ILogger<ServiceImport> logger) => (_services, _logger) = (services, logger);

    /// <summary>Completes when every service was created or found to be there.</summary>
    public Task Completion => _run;

    /// <summary>Reads the folder.</summary>
    /// <exception cref="SettingsException">It does not exist, or one of its files is wrong; every problem is named by file and line.</exception>
    public static ServiceImport Read(string folder, ILogger<ServiceImport> logger)
    {
        var read = ImportFolder.Read(folder);
        return read.Problems.Count == 0 ? new ServiceImport(read.Set.Services, logger) : throw new SettingsException(read.Problems);
    }

    /// <summary>Begins to write, and goes on trying while the store is down.</summary>
    public void Start(GatewayServices gateway) => _run = Task.Run(() => RunAsync(gateway), CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _run;
        _stopping.Dispose();
    }

    private async Task RunAsync(GatewayServices gateway)
    {
        foreach (var imported in _services)
        {
            while (!_stopping.IsCancellationRequested)
            {
                try
                {
                    await CreateAsync(gateway, imported);
                    break;
                }
                catch (StoreUnavailableException)
                {
                    // Said in the log by whoever follows the store.
                    await Task.WhenAny(Task.Delay(RetryInterval, gateway.Time, _stopping.Token));
                }
            }
        }
    }

    private async Task CreateAsync(GatewayServices gateway, ImportedService imported)
    {
        var origin = new WriteOrigin("import", null, "import", imported.Source.Path);
        var result = await gateway.Writer.ReplaceAsync(imported.Service, WriteCondition.MustNotExist, origin, CancellationToken.None);
        switch (result)
        {
            case WriteResult.Accepted accepted:
                Log.Created(_logger, imported.Service.Name, imported.Source.Path, accepted.Revision);
                break;
            case WriteResult.Mismatch:
                Log.LeftAlone(_logger, imported.Service.Name, imported.Source.Path);
                break;
            case WriteResult.MatchConflict conflict:
                Log.Conflict(_logger, imported.Service.Name, imported.Source.Path, conflict.MatchKey, conflict.Service);
                break;
            case WriteResult.Behind behind:
                Log.StoreBehind(_logger, imported.Service.Name, imported.Source.Path, behind.StoreRevision);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1130, LogLevel.Information, "Service '{Service}' was created from {File}, revision {Revision}")]
        public static partial void Created(ILogger logger, string service, string file, long revision);

        [LoggerMessage(1131, LogLevel.Information, "Service '{Service}' is in the store already: {File} was left alone")]
        public static partial void LeftAlone(ILogger logger, string service, string file);

        [LoggerMessage(1132, LogLevel.Error, "Service '{Service}' of {File} was not created: '{MatchKey}' is taken by service '{Other}'")]
        public static partial void Conflict(ILogger logger, string service, string file, string matchKey, string other);

        [LoggerMessage(1133, LogLevel.Error, "Service '{Service}' of {File} was not created: the store is at revision {StoreRevision}, below what is served: it has lost data")]
        public static partial void StoreBehind(ILogger logger, string service, string file, long storeRevision);
    }
}
