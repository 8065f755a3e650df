using Canary.Gateway.Proxy.Clients;
using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Listeners;
using Canary.Gateway.Proxy.Observation;
using Canary.Gateway.Proxy.Replay;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Proxy.Testers;
using Canary.Gateway.Proxy.WebSockets;
using Canary.Gateway.Telemetry;
using Canary.Gateway.Tests.Telemetry.Logs;
using Canary.TestKit;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Tests.Proxy.Observation;

public sealed class NothingObservedTests
{
    private const int Requests = 2_000;

    // ForwardedRequest is all that a request costs of ours: a header of two words, five fields of one.
    private const int BytesOfForwardedRequest = 56;

    [Fact]
    public async Task With_traces_and_access_log_off_a_request_allocates_nothing_for_them()
    {
        using var capture = new LineCapture();
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));

        var trusted = TrustedProxies.Parse([], []);
        var off = RequestObserver.Create(ProxyUnderTest.ServicesWith(capture.Loggers, new TrafficMetrics()), trusted);
        off.ShouldBeNull();
        BytesPerRequest(off).ShouldBeLessThanOrEqualTo(BytesOfForwardedRequest);

        // The same measurement sees what an observer costs.
        var on = RequestObserver.Create(ProxyUnderTest.ServicesWith(capture.Loggers, new TrafficMetrics(), logsAccess: true), trusted);
        BytesPerRequest(on).ShouldBeGreaterThan(BytesOfForwardedRequest);

        long BytesPerRequest(RequestObserver? observer)
        {
            var sender = new BackendSender(proxy.Resolve<BodilessForwarder>(), new NoForwarder(), proxy.Resolve<OpenWebSockets>(), proxy.Resolve<FailureLog>());
            var forwarder = new VariantForwarder(
                proxy.Resolve<RoutingState>(), trusted, new BodyLimit(1000), new PassedChoices(null), sender, new ReplayingSender(sender, TimeProvider.System), observer, TimeProvider.System);
            var context = new DefaultHttpContext { Request = { Method = "GET", Path = "/cart", Host = new HostString("shop.example.com") } };
            Send(Requests);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Send(Requests);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / Requests;

            void Send(int requests)
            {
                for (var i = 0; i < requests; i++)
                {
                    forwarder.InvokeAsync(context).IsCompletedSuccessfully.ShouldBeTrue();
                }
            }
        }
    }

    private sealed class NoForwarder : IHttpForwarder
    {
        public ValueTask<ForwarderError> SendAsync(
            HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer) =>
            new(ForwarderError.None);

        public ValueTask<ForwarderError> SendAsync(
            HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer, CancellationToken cancellationToken) =>
            new(ForwarderError.None);
    }
}
