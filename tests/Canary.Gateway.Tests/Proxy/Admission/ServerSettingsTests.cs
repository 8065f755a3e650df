using System.Buffers.Binary;
using System.Text.Json;
using Canary.Gateway.Proxy.Admission;
using Canary.TestKit;
using Canary.TestKit.Raw;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Canary.Gateway.Tests.Proxy.Admission;

/// <summary>Limits that the other side is told, or that only show over time.</summary>
public sealed class ServerSettingsTests
{
    private const int MaxConcurrentStreams = 3;
    private const int InitialWindowSize = 4;
    private const int InitialConnectionWindow = 65_535;

    [Theory]
    [InlineData(100, 65_536, 1_048_576)]
    [InlineData(7, 70_000, 200_000)]
    public async Task HTTP_2_clients_are_told_streams_and_windows(int streams, int streamWindow, int connectionWindow)
    {
        await using var proxy = await ProxyUnderTest.StartAsync(options =>
        {
            options.H2cUrls = "http://127.0.0.1:0";
            if (streams != new ProxyLimits().Http2Streams)
            {
                (options.Limits.Http2Streams, options.Limits.Http2StreamWindowBytes, options.Limits.Http2ConnectionWindowBytes) = (streams, streamWindow, connectionWindow);
            }
        });
        using var wire = await Http2Wire.ConnectAsync(proxy.Urls[1]);
        var told = (await wire.ReadUntilAsync(frame => frame.Type == Http2FrameType.Settings && frame.Payload.Length > 0))!.Payload.Chunk(6)
            .ToDictionary(setting => (int)BinaryPrimitives.ReadUInt16BigEndian(setting), setting => BinaryPrimitives.ReadInt32BigEndian(setting.AsSpan(2)));
        told[MaxConcurrentStreams].ShouldBe(streams);
        told[InitialWindowSize].ShouldBe(streamWindow);
        var update = (await wire.ReadUntilAsync(frame => frame is { Type: Http2FrameType.WindowUpdate, Stream: 0 }))!;
        BinaryPrimitives.ReadInt32BigEndian(update.Payload).ShouldBe(connectionWindow - InitialConnectionWindow);
    }

    [Fact]
    public async Task A_connection_to_a_backend_is_used_for_its_lifetime()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using (var proxy = await ProxyUnderTest.StartAsync(options => options.Limits.BackendConnectionLifetime = TimeSpan.FromSeconds(1)))
        {
            await proxy.ApplyAsync(TestServices.Single(backend));
            var first = await ConnectionAsync(proxy);
            await Eventually.TrueAsync(async () => await ConnectionAsync(proxy) != first, "another connection is used");
        }

        await using (var proxy = await ProxyUnderTest.StartAsync())
        {
            await proxy.ApplyAsync(TestServices.Single(backend));
            var first = await ConnectionAsync(proxy);
            for (var i = 0; i < 20; i++)
            {
                (await ConnectionAsync(proxy)).ShouldBe(first);
            }
        }
    }

    [Fact]
    public async Task A_stop_takes_as_long_as_whoever_stops_allows_and_not_the_hosts_30_seconds()
    {
        await using var proxy = await ProxyUnderTest.StartAsync();
        proxy.Resolve<IOptions<HostOptions>>().Value.ShutdownTimeout.ShouldBe(Timeout.InfiniteTimeSpan);
    }

    private static async Task<string> ConnectionAsync(ProxyUnderTest proxy) =>
        JsonDocument.Parse(await proxy.Client.GetStringAsync("/echo")).RootElement.GetProperty("connection").GetString()!;
}
