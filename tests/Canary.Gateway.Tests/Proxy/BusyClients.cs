using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy;

/// <summary>Clients that ask without a pause, and fail with the first answer that is not as it should be.</summary>
internal sealed class BusyClients : IAsyncDisposable
{
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _clients;
    private int _answers;

    public BusyClients(HttpClient client, int count, string[] allowed) =>
        _clients = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(() => AskAsync(client, allowed))));

    /// <summary>Returns when a few more requests were answered since the call, so that some began after it.</summary>
    public async Task ProgressAsync()
    {
        var before = Volatile.Read(ref _answers);
        await Eventually.TrueAsync(() => _clients.IsCompleted || Volatile.Read(ref _answers) > before + 8, "requests are answered");
        if (_clients.IsCompleted)
        {
            await _clients;
        }
    }

    /// <summary>Ends the clients, and fails where one of them did.</summary>
    public async Task StopAsync()
    {
        await _enough.CancelAsync();
        await _clients;
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _clients.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _enough.Dispose();
    }

    private async Task AskAsync(HttpClient client, string[] allowed)
    {
        while (!_enough.IsCancellationRequested)
        {
            (await client.GetStringAsync("/")).ShouldBeOneOf(allowed);
            Interlocked.Increment(ref _answers);
        }
    }
}
