using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Control.Exposure;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Storage;
using Canary.Gateway.Tests.Proxy;
using Canary.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.Tests.Control.Exposure;

public sealed class ExposureSharingTests : IAsyncLifetime
{
    private readonly FakeLedger _ledger = new();
    private StubBackend _stable = null!;
    private StubBackend _canary = null!;
    private ProxyUnderTest _proxy = null!;

    private ActiveRollouts Rollouts => _proxy.Resolve<ActiveRollouts>();

    private ServiceConfig Shop => TestServices.Split(_stable, _canary, 100);

    public async ValueTask InitializeAsync() =>
        (_stable, _canary, _proxy) = (await StubBackend.StartAsync("stable"), await StubBackend.StartAsync("canary"), await ProxyUnderTest.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _canary.DisposeAsync();
        await _stable.DisposeAsync();
    }

    [Fact]
    public async Task Requests_reach_the_canary_as_far_as_the_store_lets_them()
    {
        _ledger.Left = 3;
        await _proxy.ApplyAsync(Shop, TestRollouts.State(new RolloutLimits { MaxRequestsPerSecond = 10 }));
        await using var sharing = Sharing(NullLogger<ExposureSharing>.Instance);
        sharing.Start();

        await Eventually.TrueAsync(
            async () =>
            {
                await _proxy.Client.GetStringAsync("/");
                return _canary.Requests == 3 && _ledger.Left == 0;
            },
            "three requests at the canary");
        for (var i = 0; i < 20; i++)
        {
            (await _proxy.Client.GetStringAsync("/")).ShouldBe("stable");
        }
    }

    [Fact]
    public async Task A_silent_store_is_told_of_once_and_again_when_it_answers()
    {
        using var log = LoggerFactory.Create(logging => logging.AddProvider(_proxy.Log));
        await _proxy.ApplyAsync(Shop, TestRollouts.State(new RolloutLimits { MaxRequestsPerSecond = 10 }));
        await using var sharing = Sharing(log.CreateLogger<ExposureSharing>());
        _ledger.Failure = new StoreUnavailableException("down");
        for (var round = 0; round < 5; round++)
        {
            (await _proxy.Client.GetStringAsync("/")).ShouldBe("stable");
            await sharing.RoundAsync(CancellationToken.None);
        }

        _proxy.Log.Lines.Count(line => line.Contains("does not answer about limits", StringComparison.Ordinal)).ShouldBe(1);
        _ledger.Failure = null;
        await Eventually.TrueAsync(
            async () =>
            {
                await sharing.RoundAsync(CancellationToken.None);
                return _proxy.Log.Lines.Any(line => line.Contains("answers about limits of rollouts again", StringComparison.Ordinal));
            },
            "the end of the silence is told");
    }

    private ExposureSharing Sharing(ILogger<ExposureSharing> logger) => new(_ledger, _ => Task.FromResult(2), Rollouts, TimeProvider.System, logger);
}
