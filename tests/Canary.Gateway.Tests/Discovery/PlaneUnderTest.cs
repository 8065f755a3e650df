using System.Collections.Concurrent;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Discovery;
using Canary.TestKit;
using Microsoft.Extensions.Logging;

namespace Canary.Gateway.Tests.Discovery;

/// <summary>Discovery on a fake source, with snapshots given by the test and what it tells written down.</summary>
internal sealed class PlaneUnderTest : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ILoggerFactory _loggers;
    private readonly ConcurrentDictionary<string, byte> _told = [];
    private Snapshot _snapshot = Snapshot.Empty;
    private bool _keepsFolder;
    private bool _disposed;
    private int _times;

    public PlaneUnderTest(TimeSpan? emptyAfter = null, string? folder = null)
    {
        _folder = folder ?? Directory.CreateTempSubdirectory("canary-plane-").FullName;
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(Log));
        Plane = new DiscoveryPlane(new DestinationSources([Source]), _folder, emptyAfter ?? TimeSpan.FromMinutes(5), TimeProvider.System, _loggers.CreateLogger<DiscoveryPlane>());
        Plane.Tell((services, _) =>
        {
            Interlocked.Increment(ref _times);
            foreach (var service in services)
            {
                _told[service] = 0;
            }

            return Task.CompletedTask;
        });
    }

    public FakeDestinations Source { get; } = new();

    public RecordedLog Log { get; } = new();

    public DiscoveryPlane Plane { get; }

    /// <summary>How many times somebody was told of changes.</summary>
    public int Told => Volatile.Read(ref _times);

    /// <summary>Exactly these services are in force; it is not waited for what is told.</summary>
    public void Apply(params ServiceConfig[] services)
    {
        var gone = _snapshot.Services.Keys.Select(name => KeyValuePair.Create(name, (ServiceSnapshot?)null));
        var wanted = services.Select(service => KeyValuePair.Create<string, ServiceSnapshot?>(service.Name, ServiceSnapshot.Create(service, 1)));
        _snapshot = new Snapshot("test", _snapshot.Revision + 1, _snapshot.Services.With([.. gone, .. wanted]));
        Plane.Follow(_snapshot);
    }

    /// <summary>The same, and all of them, which have other questions than before, were told.</summary>
    public Task FollowAsync(params ServiceConfig[] services)
    {
        Apply(services);
        return ToldAsync([.. services.Select(service => service.Name)]);
    }

    /// <summary>Waits until these services were told since this was last asked; any, where none is named.</summary>
    public async Task ToldAsync(params string[] services)
    {
        await Eventually.TrueAsync(() => services.Length == 0 ? !_told.IsEmpty : services.All(_told.ContainsKey), $"told of {string.Join(", ", services)}");
        _told.Clear();
    }

    /// <summary>All samples of a family, as label values and value.</summary>
    public string[] Metric(string name) =>
        [.. Plane.Families.Single(family => family.Name == name).Read().Select(sample => FormattableString.Invariant($"{sample.Label1}{(sample.Label2 is null ? "" : " " + sample.Label2)} {sample.Value}"))];

    /// <summary>Another one on the same folder, after this one has ended.</summary>
    public async Task<PlaneUnderTest> RestartAsync()
    {
        _keepsFolder = true;
        await DisposeAsync();
        return new PlaneUnderTest(folder: _folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await Plane.DisposeAsync();
        _loggers.Dispose();
        if (!_keepsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
