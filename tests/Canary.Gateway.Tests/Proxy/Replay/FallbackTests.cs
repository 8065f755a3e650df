using System.Net;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Replay;

/// <summary>What the baseline answers in the place of a canary that does not.</summary>
public sealed class FallbackTests : IAsyncLifetime
{
    private StubBackend _stable = null!;
    private ProxyUnderTest _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _stable = await StubBackend.StartAsync("stable");
        _proxy = await ProxyUnderTest.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _stable.DisposeAsync();
    }

    /// <summary>What a canary does, and the status that it is blamed for.</summary>
    public static TheoryData<string, int> Troubles => new()
    {
        { "refuses", 502 },
        { "hangs", 504 },
        { "", 502 },
        { "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", 502 },
        { "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", 502 },

        // A stream's headers go to the client as soon as they come, so what is wrong with this one has to come with them.
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n", 502 },
        { "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops", 500 },
        { "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n", 503 },
        { "SSH-2.0-OpenSSH_9.2\r\n\r\n", 502 },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task The_client_gets_the_baselines_answer_and_the_canary_the_blame(string does, int blamed)
    {
        await using var canary = new TroubledCanary(does);
        await _proxy.ApplyAsync(Service(canary.Address, 100, Until(does)));
        for (var i = 0; i < 5; i++)
        {
            using var answer = await _proxy.Client.GetAsync(new Uri("/cart", UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await answer.Content.ReadAsStringAsync()).ShouldBe("stable");
            answer.Headers.GetValues("X-Canary-Variant").ShouldBe(["stable"]);
            answer.Headers.Contains("Retry-After").ShouldBeFalse();
        }

        _stable.LatestHeaders["X-Canary-Variant"].ShouldBe("stable");
        var (ofCanary, ofStable) = (_proxy.Traffic.For("shop", "canary"), _proxy.Traffic.For("shop", "stable"));
        (ofCanary.FellBack, ofCanary.Rescued, ofCanary.Codes.CountOf(blamed), ofCanary.InFlight).ShouldBe((5L, 5L, 5L, 0L));
        (ofCanary.Codes.CountOf(200), ofStable.Codes.CountOf(200), ofStable.InFlight).ShouldBe((0L, 0L, 0L));
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("hangs")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")]
    public async Task A_POST_is_sent_once_unless_its_method_is_declared(string does)
    {
        await using var canary = new TroubledCanary(does);
        var hurried = new TimeoutsConfig { FirstByte = TimeSpan.FromMilliseconds(300) };
        await _proxy.ApplyAsync(Service(canary.Address, 100) with { Timeouts = hurried });
        using (var refused = await _proxy.Client.PostAsync(new Uri("/upload", UriKind.Relative), new StringContent("order 1")))
        {
            ((int)refused.StatusCode).ShouldBeInRange(502, 504);
        }

        _stable.Requests.ShouldBe(0);
        await _proxy.ApplyAsync(Service(canary.Address, 100, fallback => Until(does)(fallback) with { Methods = new(["POST"]) }));
        using var answer = await _proxy.Client.PostAsync(new Uri("/upload", UriKind.Relative), new StringContent("order 2"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("7 ");
        _stable.Requests.ShouldBe(1);
    }

    [Theory]
    [InlineData(60_000, true)]
    [InlineData(60_000, false)]
    [InlineData(200_000, true)]
    [InlineData(200_000, false)]
    public async Task A_body_is_sent_again_whole_where_it_fits_the_buffer_or_was_not_begun(int bytes, bool hasLength)
    {
        var fits = bytes < 64 * 1024;
        await using var hanging = new TroubledCanary("takes all and hangs");
        await _proxy.ApplyAsync(Service(hanging.Address, 100, fallback => fallback with { Methods = new(["PUT"]), After = TimeSpan.FromSeconds(1) }));
        using (var answer = await SendAsync())
        {
            answer.StatusCode.ShouldBe(fits ? HttpStatusCode.OK : HttpStatusCode.GatewayTimeout);
        }

        await _proxy.ApplyAsync(Service("http://127.0.0.1:" + FreePort.Next(), 100, fallback => fallback with { Methods = new(["PUT"]) }));
        using (var answer = await SendAsync())
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await answer.Content.ReadAsStringAsync()).ShouldStartWith($"{bytes} ");
        }

        async Task<HttpResponseMessage> SendAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/upload") { Content = new ByteArrayContent(new byte[bytes]) };
            request.Headers.TransferEncodingChunked = !hasLength;
            return await _proxy.Client.SendAsync(request);
        }
    }

    [Fact]
    public async Task In_a_total_outage_no_more_is_sent_again_than_the_budget_allows()
    {
        await using var canary = new TroubledCanary("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
        _stable.FailsEvery = 1;
        await _proxy.ApplyAsync(Service(canary.Address, 100));
        for (var i = 0; i < 200; i++)
        {
            using var answer = await _proxy.Client.GetAsync(new Uri("/cart", UriKind.Relative));
            ((int)answer.StatusCode).ShouldBeOneOf(500, 503);
        }

        // A fifth of those that came, and what a service begins with.
        _stable.Requests.ShouldBe(50);
        var metrics = _proxy.Traffic.For("shop", "canary");
        (metrics.FellBack, metrics.Rescued, metrics.RefusedReplays, metrics.Codes.CountOf(503)).ShouldBe((50L, 0L, 150L, 200L));
    }

    [Fact]
    public async Task The_deadline_holds_over_all_attempts()
    {
        await using var canary = new TroubledCanary("hangs");
        await using var stable = new TroubledCanary("hangs");
        var service = Service(canary.Address, 100, fallback => fallback with { After = TimeSpan.FromMilliseconds(100) }, stable.Address);
        await _proxy.ApplyAsync(service with { Timeouts = service.Timeouts with { Deadline = TimeSpan.FromSeconds(2) } });
        using var answer = await _proxy.Client.GetAsync(new Uri("/cart", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        _proxy.Traffic.For("shop", "canary").FellBack.ShouldBe(1);

        // Also where nothing is sent again, and a body goes by the other way.
        await _proxy.ApplyAsync(service with { Traffic = TrafficConfig.None, Timeouts = service.Timeouts with { Deadline = TimeSpan.FromMilliseconds(100) } });
        using var single = await _proxy.Client.GetAsync(new Uri("/cart", UriKind.Relative));
        single.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        using var posted = await _proxy.Client.PostAsync(new Uri("/cart", UriKind.Relative), new StringContent("body"));
        posted.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task An_answer_that_began_has_all_the_time_that_it_wants()
    {
        await using var canary = await StubBackend.StartAsync("canary");
        await _proxy.ApplyAsync(Service(canary.Address, 100, fallback => fallback with { After = TimeSpan.FromSeconds(2) }));
        using var answer = await _proxy.Client.GetAsync(new Uri("/sse", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var events = await answer.Content.ReadAsStreamAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.2));
        canary.SendEvent();
        var buffer = new byte[9];
        await events.ReadExactlyAsync(buffer);
        answer.Headers.GetValues("X-Canary-Variant").ShouldBe(["canary"]);
    }

    [Fact]
    public async Task Blame_counts_as_evidence_against_the_canary()
    {
        await using var canary = new TroubledCanary("refuses");
        var plan = new RolloutPlan { Variant = "canary", Steps = [new RolloutStep { Weight = Weight.Full, Gate = new GateConfig.Manual([], null) }], Analysis = new AnalysisConfig() };
        var state = TestRollouts.State(new RolloutLimits());
        await _proxy.ApplyAsync(Service(canary.Address, 100), state with { Rollout = state.Rollout! with { Plan = plan } });
        for (var i = 0; i < 5; i++)
        {
            (await _proxy.Client.GetStringAsync(new Uri("/cart", UriKind.Relative))).ShouldBe("stable");
        }

        var epoch = _proxy.Resolve<Canary.Gateway.Proxy.Limits.ActiveRollouts>().Epochs.Read().ShouldHaveSingleItem();
        var cells = new long[Canary.Gateway.Proxy.Evidence.EvidenceCells.AllCells];
        epoch.Read(cells);
        var (ofCanary, ofStable) = (Canary.Gateway.Proxy.Evidence.EvidenceCells.SideOf(cells, isBaseline: false, 0), Canary.Gateway.Proxy.Evidence.EvidenceCells.SideOf(cells, isBaseline: true, 0));
        (ofCanary.Requests, ofCanary.Errors, ofStable.Requests).ShouldBe((5L, 5L, 0L));
    }

    [Fact]
    public async Task A_canary_without_healthy_destinations_leaves_its_share_to_the_baseline_until_it_is_back()
    {
        await using var canary = await StubBackend.StartAsync("canary");
        canary.IsHealthy = false;
        var check = new ActiveHealthCheckConfig { Path = "/health", Interval = TimeSpan.FromMilliseconds(100), Threshold = 1 };
        await _proxy.ApplyAsync(TestServices.Split(TestServices.Variant(_stable), TestServices.Variant(canary) with { ActiveHealthCheck = check }, 100));
        await Eventually.TrueAsync(async () => await _proxy.Client.GetStringAsync(new Uri("/cart", UriKind.Relative)) == "stable", "the canary is found to be ill");
        var before = _proxy.Traffic.For("shop", "stable").SelectionsFor(SelectionReason.Unavailable);
        (await _proxy.Client.GetStringAsync(new Uri("/cart", UriKind.Relative))).ShouldBe("stable");
        _proxy.Traffic.For("shop", "stable").SelectionsFor(SelectionReason.Unavailable).ShouldBe(before + 1);

        canary.IsHealthy = true;
        await Eventually.TrueAsync(async () => await _proxy.Client.GetStringAsync(new Uri("/cart", UriKind.Relative)) == "canary", "the canary is back");
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")]
    public async Task Retries_go_to_another_destination_of_the_same_variant(string does)
    {
        await using var bad = new TroubledCanary(does);
        var variant = new VariantConfig { Destinations = [new DestinationConfig(bad.Address), new DestinationConfig(_stable.Address)], LoadBalancing = LoadBalancingPolicy.RoundRobin };
        await _proxy.ApplyAsync(TestServices.Single(variant) with { Traffic = new TrafficConfig { Retries = new RetriesConfig { Statuses = new(["503"]), Budget = Weight.Full } } });
        for (var i = 0; i < 20; i++)
        {
            (await _proxy.Client.GetStringAsync(new Uri("/cart", UriKind.Relative))).ShouldBe("stable");
        }

        var metrics = _proxy.Traffic.For("shop", "stable");
        metrics.Codes.CountOf(200).ShouldBe(20);

        // Whoever takes turns sends every second request there, and where a retry takes a turn, too, every one.
        metrics.Retried.ShouldBeInRange(9, 20);
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_bad_destination_of_the_baseline_does_not_spoil_a_fallback(string does, int blamed)
    {
        await using var canary = new TroubledCanary(does);
        await using var bad = new TroubledCanary("refuses");
        var service = Service(canary.Address, 100, Until(does));
        await _proxy.ApplyAsync(service with
        {
            Variants = new Dictionary<string, VariantConfig>(service.Variants) { ["stable"] = new() { Destinations = [new(bad.Address), new(_stable.Address)], LoadBalancing = LoadBalancingPolicy.RoundRobin } },
            Traffic = service.Traffic with { Retries = new RetriesConfig { Attempts = 1, Budget = Weight.Full } },
        });
        for (var i = 0; i < 6; i++)
        {
            (await _proxy.Client.GetStringAsync(new Uri("/cart", UriKind.Relative))).ShouldBe("stable");
        }

        var (ofCanary, ofStable) = (_proxy.Traffic.For("shop", "canary"), _proxy.Traffic.For("shop", "stable"));
        (ofCanary.FellBack, ofCanary.Rescued, ofCanary.Codes.CountOf(blamed)).ShouldBe((6L, 6L, 6L));
        ofStable.Retried.ShouldBeInRange(2, 6);
    }

    [Fact]
    public async Task A_client_that_leaves_causes_no_second_sending()
    {
        await using var canary = await StubBackend.StartAsync("canary");
        await _proxy.ApplyAsync(Service(canary.Address, 100));
        using var leaving = new CancellationTokenSource();
        var asked = _proxy.Client.GetAsync(new Uri("/stall", UriKind.Relative), leaving.Token);
        await Eventually.TrueAsync(() => canary.Requests == 1, "the canary has the request");
        await leaving.CancelAsync();
        await asked.ShouldThrowAsync<OperationCanceledException>();
        var metrics = _proxy.Traffic.For("shop", "canary");
        await Eventually.TrueAsync(() => metrics.Codes.CountOf(499) == 1, "the request ended");
        (metrics.FellBack, _stable.Requests).ShouldBe((0L, 0));
    }

    private static Func<FallbackConfig, FallbackConfig> Until(string does) =>
        fallback => does == "hangs" ? fallback with { After = TimeSpan.FromMilliseconds(200) } : fallback;

    private ServiceConfig Service(string canary, decimal percent, Func<FallbackConfig, FallbackConfig>? configure = null, string? stable = null)
    {
        // Longer than a busy machine takes for anything that is to answer.
        var fallback = new FallbackConfig { Statuses = new(["5xx"]), After = TimeSpan.FromSeconds(30) };
        var service = TestServices.Split(
            new VariantConfig { Destinations = [new DestinationConfig(stable ?? _stable.Address)] }, new VariantConfig { Destinations = [new DestinationConfig(canary)] }, percent);
        return service with { Traffic = new TrafficConfig { Fallback = configure?.Invoke(fallback) ?? fallback } };
    }
}
