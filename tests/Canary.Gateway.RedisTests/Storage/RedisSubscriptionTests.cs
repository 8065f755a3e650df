using System.Net;
using System.Reflection;
using Canary.Gateway.Storage;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>A subscription that the library loses without a word. It does so where its second connection is late by just the wrong milliseconds, so the library is played here.</summary>
public sealed class RedisSubscriptionTests
{
    [Fact]
    public async Task KeepAsync_LibraryForgets_SubscribesUntilItStands()
    {
        var library = ForgetfulLibrary.Create(forgets: 3);
        var stands = 0;
        using var stopping = new CancellationTokenSource();

        var keeping = Keep(library, () => stands++, stopping.Token);
        await Eventually.TrueAsync(() => Volatile.Read(ref stands) > 0, "the subscription stands");
        await stopping.CancelAsync();
        await keeping;

        library.Subscribed.ShouldBe(4);
        stands.ShouldBe(1);
    }

    [Fact]
    public async Task KeepAsync_SubscriptionGoneLater_SubscribesAgain()
    {
        var library = ForgetfulLibrary.Create(forgets: 0);
        var stands = 0;
        using var stopping = new CancellationTokenSource();

        var keeping = Keep(library, () => stands++, stopping.Token);
        await Eventually.TrueAsync(() => Volatile.Read(ref stands) == 1, "the subscription stands");
        library.Forget();
        await Eventually.TrueAsync(() => Volatile.Read(ref stands) == 2, "the subscription stands again");
        await stopping.CancelAsync();
        await keeping;

        library.Subscribed.ShouldBe(2);
    }

    private static Task Keep(ForgetfulLibrary library, Action subscribed, CancellationToken stopping) =>
        new RedisSubscription((ISubscriber)(object)library, "changes", _ => { }, NullLogger.Instance).KeepAsync(subscribed, stopping);

    /// <summary>The library's part: says yes to every subscription, and has none the first few times.</summary>
    private class ForgetfulLibrary : DispatchProxy
    {
        private int _forgets;
        private volatile EndPoint? _endpoint;

        /// <summary>How often it was asked to subscribe.</summary>
        public int Subscribed { get; private set; }

        public static ForgetfulLibrary Create(int forgets)
        {
            var library = (ForgetfulLibrary)(object)Create<ISubscriber, ForgetfulLibrary>();
            library._forgets = forgets;
            return library;
        }

        /// <summary>Loses the subscription.</summary>
        public void Forget() => _endpoint = null;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case nameof(ISubscriber.SubscribedEndpoint):
                    return _endpoint;
                case nameof(ISubscriber.SubscribeAsync):
                    _endpoint = Subscribed++ < _forgets ? null : new DnsEndPoint("redis", 6379);
                    return Task.CompletedTask;
                case nameof(ISubscriber.UnsubscribeAsync):
                    return Task.CompletedTask;
                default:
                    throw new NotSupportedException(targetMethod.Name);
            }
        }
    }
}
