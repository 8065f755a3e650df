using Canary.Gateway.Admin.Endpoints;
using Canary.Gateway.Control;
using Canary.Gateway.Hosting;
using Canary.Gateway.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.Tests.Admin.Endpoints;

public sealed class ReadinessTests
{
    private const string NoSnapshot = "no snapshot: nothing was loaded yet; ";
    private const string StoreDown = "store down: it does not answer; revision 0 stays in force, and changes are refused";
    private const string Refused = "refused: what the store offers is not taken, the log says why; revision 0 stays in force";

    [Theory]
    [InlineData(true, false, "", "")]
    [InlineData(true, true, "", Refused)]
    [InlineData(false, true, NoSnapshot + "what the store offers was refused, the log says why", "")]
    [InlineData(false, false, NoSnapshot + "the store does not answer, and there is no usable last-good copy", "")]
    public void Of_SnapshotLoadedAndRefusal_SaysWhatIsWrongAndNothingOfServices(bool loaded, bool refused, string reasons, string warnings)
    {
        var readiness = ReadinessOf(loaded, refused, serving: true, draining: false);
        string.Join('|', readiness.Reasons).ShouldBe(reasons);

        // The store of this test was never opened, so it is down.
        string.Join('|', readiness.Warnings.Where(warning => warning != StoreDown)).ShouldBe(warnings);
        readiness.Warnings.Contains(StoreDown).ShouldBe(loaded);
        readiness.IsReady.ShouldBe(reasons.Length == 0);
    }

    [Fact]
    public void Of_StartingAndStopping_SaysAllReasons() =>
        ReadinessOf(loaded: true, refused: false, serving: false, draining: true).Reasons.ShouldBe(
            ["draining: the gateway is stopping", "not serving: the proxy does not listen yet"]);

    private static Readiness ReadinessOf(bool loaded, bool refused, bool serving, bool draining)
    {
        var services = new GatewayServices
        {
            Time = TimeProvider.System,
            Loggers = NullLoggerFactory.Instance,
            Instance = new InstanceOptions(),
            Store = new StoreWithOutage(null!) { IsDown = true },
            Snapshots = new SnapshotState { IsLoaded = loaded, Refusal = refused ? "service 'shop': weights must sum to 100" : null },
            Control = null!,
            Traffic = new TrafficMetrics(),
            Metrics = new GatewayMetrics(TimeProvider.System, "1.2.3"),
            Lifecycle = new GatewayLifecycle(),
        };
        if (serving)
        {
            services.Lifecycle.BeginServing();
        }

        if (draining)
        {
            services.Lifecycle.BeginDraining();
        }

        return Readiness.Of(services);
    }
}
