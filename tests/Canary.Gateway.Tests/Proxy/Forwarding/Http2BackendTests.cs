using System.Net;
using Canary.Core.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

public sealed class Http2BackendTests
{
    /// <summary>The backend's stream ends after its last byte, and with trailers: who stops at the length resets it and misses them.</summary>
    [Fact]
    public async Task An_answer_of_known_length_over_HTTP_2_is_read_to_the_end_of_its_stream()
    {
        var resets = 0;
        var bytesRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http2));
        await using var backend = builder.Build();
        backend.Run(async context =>
        {
            context.RequestAborted.Register(() => Interlocked.Increment(ref resets));
            context.Response.ContentLength = 5;
            context.Response.DeclareTrailer("X-Sum");
            await context.Response.WriteAsync("hello");
            await context.Response.Body.FlushAsync();
            await bytesRead.Task;
            context.Response.AppendTrailer("X-Sum", "7");
        });
        await backend.StartAsync();
        await using var proxy = await ProxyUnderTest.StartAsync(options => options.H2cUrls = "http://127.0.0.1:0");
        await proxy.ApplyAsync(TestServices.Single(new VariantConfig { Destinations = [new DestinationConfig(backend.Urls.Single())], Protocol = BackendProtocol.Http2 }));
        using var client = ProxyUnderTest.CreateClient(proxy.Urls[1], HttpVersion.Version20);

        using var answer = await client.GetAsync(new Uri("/x", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[5]);
        bytesRead.SetResult();
        (await body.ReadAsync(new byte[1])).ShouldBe(0);

        answer.TrailingHeaders.GetValues("X-Sum").ShouldBe(["7"]);
        resets.ShouldBe(0);
    }
}
