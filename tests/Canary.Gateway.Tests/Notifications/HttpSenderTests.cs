using System.Text.Json;
using Canary.Gateway.Addressing;
using Canary.Gateway.Notifications;
using Canary.Gateway.Notifications.Sending;
using Canary.Gateway.Notifications.Sinks;
using Microsoft.AspNetCore.Http;

namespace Canary.Gateway.Tests.Notifications;

public sealed class HttpSenderTests : IAsyncLifetime
{
    private static readonly ToldEvent Told = ToldEvent.Read("""{"id":"r-1","type":"io.canary-gateway.rollout.stepped","subject":"shop","data":{"message":"step 2/4 → 10%"}}""")!;

    private readonly HttpMessageInvoker _client = OutboundClient.Create(AddressPolicy.Least.Callbacks);
    private WebhookReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task SendAsync_Webhook_SendsTheEventWithBothSignatures()
    {
        (await SendAsync(Sink(SinkKind.Webhook) with { Secrets = [WebhookSecret.Create(), WebhookSecret.Create()] })).ShouldBeOfType<SendResult.Delivered>();

        var received = _receiver.All.Single();
        received.Body.ShouldBe(Told.Json);
        received.Headers["webhook-id"].ShouldBe("r-1");
        received.Headers["webhook-signature"].Split(' ').Length.ShouldBe(2);
        received.Headers["content-type"].ShouldStartWith("application/cloudevents+json");
    }

    [Theory]
    [InlineData(500, "answered 500")]
    [InlineData(302, "answered 302")]
    [InlineData(404, "answered 404")]
    public async Task SendAsync_AnswerThatIsNotASuccess_Fails(int status, string why)
    {
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            return Task.CompletedTask;
        };
        (await SendAsync(Sink(SinkKind.Webhook) with { Secrets = [WebhookSecret.Create()] })).ShouldBe(new SendResult.Failed(why));
        _receiver.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task SendAsync_410_IsGone()
    {
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return Task.CompletedTask;
        };
        (await SendAsync(Sink(SinkKind.Webhook))).ShouldBeOfType<SendResult.Gone>();
    }

    [Fact]
    public async Task SendAsync_SlowReceiver_FailsInTime()
    {
        _receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        (await SendAsync(Sink(SinkKind.Webhook), TimeSpan.FromMilliseconds(200))).ShouldBeOfType<SendResult.Failed>().Why.ShouldContain("did not answer");
    }

    [Fact]
    public async Task SendAsync_NobodyThere_Fails() =>
        (await SendAsync(Sink(SinkKind.Webhook) with { Url = "http://127.0.0.1:1/" })).ShouldBeOfType<SendResult.Failed>();

    [Fact]
    public async Task SendAsync_Slack_SendsText()
    {
        await SendAsync(Sink(SinkKind.Slack));
        Body().GetProperty("text").GetString().ShouldBe("shop: step 2/4 → 10%");
    }

    [Fact]
    public async Task SendAsync_DingTalk_SignsTheUrlAndJudgesTheCode()
    {
        _receiver.Answer = context => context.Response.WriteAsync("""{"errcode":310000,"errmsg":"sign not match"}""");
        (await SendAsync(Sink(SinkKind.DingTalk) with { Secrets = ["SECabc"] })).ShouldBe(new SendResult.Failed("answered with errcode 310000"));
        Body().GetProperty("msgtype").GetString().ShouldBe("markdown");

        _receiver.Answer = context => context.Response.WriteAsync("""{"errcode":0,"errmsg":"ok"}""");
        (await SendAsync(Sink(SinkKind.DingTalk))).ShouldBeOfType<SendResult.Delivered>();
    }

    [Fact]
    public async Task SendAsync_Feishu_SignsTheBodyAndJudgesTheCode()
    {
        _receiver.Answer = context => context.Response.WriteAsync("""{"code":0,"msg":"success"}""");
        (await SendAsync(Sink(SinkKind.Feishu) with { Secrets = ["abc"] })).ShouldBeOfType<SendResult.Delivered>();
        Body().GetProperty("sign").GetString()!.Length.ShouldBe(44);
        Body().GetProperty("msg_type").GetString().ShouldBe("text");

        _receiver.Answer = context => context.Response.WriteAsync("not json");
        (await SendAsync(Sink(SinkKind.Feishu))).ShouldBeOfType<SendResult.Failed>();
    }

    [Fact]
    public async Task SendAsync_AddressThatIsForbiddenOrOurOwn_IsNotConnectedTo()
    {
        using var guarded = OutboundClient.Create(AddressPolicy.Parse(new AddressOptions(), () => [new Uri(_receiver.Url)], []).Callbacks);
        var sender = new HttpSender(guarded, new NotificationOptions(), TimeProvider.System);
        (await sender.SendAsync(Sink(SinkKind.Webhook), Told, default)).ShouldBeOfType<SendResult.Failed>().Why.ShouldContain("own admin listener");
        _receiver.All.ShouldBeEmpty();
        (await sender.SendAsync(Sink(SinkKind.Webhook) with { Url = "http://169.254.169.254/latest" }, Told, default)).ShouldBeOfType<SendResult.Failed>().Why.ShouldContain("link-local");
    }

    private SinkConfig Sink(SinkKind kind) => new() { Name = "ops", Type = kind, Url = _receiver.Url };

    private Task<SendResult> SendAsync(SinkConfig sink, TimeSpan? timeout = null) =>
        new HttpSender(_client, new NotificationOptions { Timeout = timeout ?? TimeSpan.FromSeconds(15) }, TimeProvider.System).SendAsync(sink, Told, default);

    private JsonElement Body() => JsonDocument.Parse(_receiver.All.Last().Body).RootElement;
}
