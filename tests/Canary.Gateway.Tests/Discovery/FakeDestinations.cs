using System.Threading.Channels;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery;

namespace Canary.Gateway.Tests.Discovery;

/// <summary>A source that answers what a test says, when it says it.</summary>
internal sealed class FakeDestinations(string kind = "etcd") : IDestinationSource
{
    private readonly Dictionary<DiscoveryConfig, Channel<object>> _answers = [];
    private int _watches;
    private int _ended;

    public string Kind => kind;

    /// <summary>Watches that were ever begun.</summary>
    public int Watches => Volatile.Read(ref _watches);

    /// <summary>Watches that were let go.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>The source says these addresses; with a weight after a blank.</summary>
    public void Say(DiscoveryConfig discovery, params string[] addresses) => ChannelOf(discovery).Writer.TryWrite(Listed(addresses));

    /// <summary>The source fails.</summary>
    public void Fail(DiscoveryConfig discovery, Exception? exception = null) =>
        ChannelOf(discovery).Writer.TryWrite(exception ?? new DiscoveryException("the fake source is down"));

    public static DestinationConfig[] Listed(params string[] addresses) => Array.ConvertAll(addresses, address => new DestinationConfig(address));

    public IDestinationWatch Watch(DiscoveryConfig discovery)
    {
        Interlocked.Increment(ref _watches);
        return new FakeWatch(this, ChannelOf(discovery).Reader);
    }

    private Channel<object> ChannelOf(DiscoveryConfig discovery)
    {
        lock (_answers)
        {
            return _answers.TryGetValue(discovery, out var known) ? known : _answers[discovery] = Channel.CreateUnbounded<object>();
        }
    }

    private sealed class FakeWatch(FakeDestinations source, ChannelReader<object> answers) : IDestinationWatch
    {
        public async Task<IReadOnlyList<DestinationConfig>> NextAsync(CancellationToken cancellation) =>
            await answers.ReadAsync(cancellation) switch
            {
                Exception exception => throw exception,
                var list => (IReadOnlyList<DestinationConfig>)list,
            };

        public void Dispose() => Interlocked.Increment(ref source._ended);
    }
}
