using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.TestKit;

/// <summary>What a stub backend answers.</summary>
internal static class StubEndpoints
{
    public static void Map(WebApplication app, StubBackend backend)
    {
        app.Map("/echo/{**rest}", context => EchoAsync(context, backend));
        app.Map("/status/{code:int}", context =>
        {
            context.Response.StatusCode = int.Parse((string)context.Request.RouteValues["code"]!, CultureInfo.InvariantCulture);
            return context.Response.WriteAsync(backend.Name);
        });
        app.Map("/health", context =>
        {
            context.Response.StatusCode = backend.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        app.Map("/kill", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        app.Map("/sse", context => SendEventsAsync(context, backend));
        app.Map("/ws", EchoMessagesAsync);
        app.Map("/upload", context => CountUploadAsync(context, backend));
        app.Map("/download", DownloadAsync);
        app.Map("/bidi", EchoChunksAsync);
        app.Map("/stall", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        app.Map("/stall-after-upload", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        app.Map("/stall-body", async context =>
        {
            await context.Response.WriteAsync("x");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        app.Map("/{**any}", context => context.Response.WriteAsync(backend.Name));
    }

    private static Task EchoAsync(HttpContext context, StubBackend backend)
    {
        var request = context.Request;
        var json = JsonSerializer.Serialize(new
        {
            name = backend.Name,
            method = request.Method,
            target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            protocol = request.Protocol,
            connection = context.Connection.Id,
            host = request.Host.Value,
            headers = request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()),
        });
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    private static async Task SendEventsAsync(HttpContext context, StubBackend backend)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync();
        for (var n = 1; ; n++)
        {
            await backend.NextEventAsync(context.RequestAborted);
            await context.Response.WriteAsync($"data: {n}\n\n");
            await context.Response.Body.FlushAsync();
        }
    }

    private static async Task EchoMessagesAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        }
    }

    private static async Task CountUploadAsync(HttpContext context, StubBackend backend)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        var total = 0L;
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            total += read;
            backend.Received(read);
        }

        await context.Response.WriteAsync($"{total} {Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }

    private static async Task DownloadAsync(HttpContext context)
    {
        var left = long.Parse(context.Request.Query["bytes"]!, CultureInfo.InvariantCulture);
        context.Response.ContentLength = left;
        var chunk = Encoding.ASCII.GetBytes(new string('d', 64 * 1024));
        for (; left > 0; left -= chunk.Length)
        {
            await context.Response.Body.WriteAsync(chunk.AsMemory(0, (int)Math.Min(left, chunk.Length)), context.RequestAborted);
        }
    }

    private static async Task EchoChunksAsync(HttpContext context)
    {
        context.Response.ContentType = context.Request.ContentType;
        await context.Response.Body.FlushAsync();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync();
        }

        context.Response.AppendTrailer("grpc-status", "0");
    }
}
