using System.Diagnostics;
using Canary.Core.Selection;
using Canary.Gateway.Proxy.Listeners;
using Canary.Gateway.Proxy.Observation;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Telemetry;
using Canary.Gateway.Tests.Telemetry.Logs;
using Canary.TestKit;
using Canary.TestKit.Ecs;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Tests.Proxy.Observation;

public sealed class RolloutNameTests
{
    [Fact]
    public async Task A_rollout_under_way_is_named_by_spans_and_access_log()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));
        var service = proxy.Resolve<RoutingState>().Current.Find("any", "/")! with { Rollout = "shop-12" };
        var context = new DefaultHttpContext { Request = { Method = "GET", Path = "/" } };

        using var capture = new LineCapture();
        var observer = RequestObserver.Create(
            ProxyUnderTest.ServicesWith(capture.Loggers, new TrafficMetrics(), logsAccess: true), TrustedProxies.Parse([], []))!;
        var selection = new VariantSelection(0, SelectionReason.Weight);
        observer.Begin(context, service, selection, counted: default, trustedPeer: false, setCookie: null, started: 0).Ended(200, ForwarderError.None);
        var line = capture.Finish().ShouldHaveSingleItem();
        EcsSchema.Check(line).ShouldBeEmpty();
        line.ShouldContain("\"canary.rollout\":\"shop-12\"");

        using var source = new ActivitySource("RolloutNameTests");
        using var listener = new ActivityListener { ShouldListenTo = s => s == source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var record = new RequestRecord(context, null, 0) { Service = service, Selection = selection };
        using var span = new RequestSpans(source).StartServer(record, trustedPeer: false)!;
        span.GetTagItem("canary.rollout").ShouldBe("shop-12");
        Activity.Current.ShouldBeNull();
    }
}
