using System.Text;
using System.Text.Json;
using Canary.TestKit;
using RabbitMQ.Client;

namespace Canary.Gateway.Tests.Notifications;

/// <summary>Events at a real broker that is stopped and started.</summary>
public sealed class RabbitMqDeliveryTests
{
    private const string Queue = "canary.events";

    [Fact]
    public async Task Every_event_arrives_in_order_although_the_broker_was_stopped_meanwhile()
    {
        await using var broker = await RabbitMqServer.StartAsync();
        await DeclareAsync(broker);
        await using var notifying = await Notifying.StartAsync();
        await notifying.PutSinkAsync("bus", $$$"""{"type": "rabbitMq", "url": "{{{broker.Url}}}", "rabbitMq": {"exchange": "", "routingKey": "{{{Queue}}}"}}""");

        await notifying.StartRolloutAsync("shop");
        await Eventually.TrueAsync(async () => await CountAsync(broker) >= 1, "the first event is at the broker");
        await broker.StopAsync();
        await notifying.PauseAndResumeAsync("shop");
        await notifying.PostAsync("/api/v1/services/shop/rollout/abort");
        await Eventually.TrueAsync(
            async () => (await notifying.GetAsync("/api/v1/sinks/bus/deliveries")).GetRawText().Contains("\"error\"", StringComparison.Ordinal), "the broker is known to be away");
        await broker.RunAsync();

        await Eventually.TrueAsync(async () => await CountAsync(broker) >= 5, "every event is at the broker", TimeSpan.FromMinutes(1));
        var told = await ReadAsync(broker);
        told.Select(one => one.Name).Distinct().ShouldBe(
            ["rollout.started", "rollout.waiting", "rollout.paused", "rollout.resumed", "rollout.aborted"], ignoreOrder: true);
        told.Select(one => one.Transition).ShouldBe(told.Select(one => one.Transition).Order());
        (await notifying.GetAsync("/api/v1/sinks/bus")).GetRawText().ShouldNotContain("guest:guest");
    }

    private static async Task<IConnection> ConnectAsync(RabbitMqServer broker) => await new ConnectionFactory { Uri = new Uri(broker.Url) }.CreateConnectionAsync();

    private static async Task DeclareAsync(RabbitMqServer broker)
    {
        await using var connection = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
    }

    private static async Task<uint> CountAsync(RabbitMqServer broker)
    {
        await using var connection = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync();
        return await channel.MessageCountAsync(Queue);
    }

    private static async Task<IReadOnlyList<(string Name, int Transition)>> ReadAsync(RabbitMqServer broker)
    {
        await using var connection = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync();
        var told = new List<(string, int)>();
        while (await channel.BasicGetAsync(Queue, autoAck: true) is { } message)
        {
            var json = JsonDocument.Parse(Encoding.UTF8.GetString(message.Body.Span)).RootElement;
            message.BasicProperties.Persistent.ShouldBeTrue();
            message.BasicProperties.MessageId.ShouldBe(json.GetProperty("id").GetString());
            told.Add((json.GetProperty("type").GetString()!["io.canary-gateway.".Length..], json.GetProperty("data").GetProperty("transition").GetInt32()));
        }

        return told;
    }
}
