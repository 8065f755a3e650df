using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace Canary.TestKit.Otlp;

/// <summary>A real OTLP receiver on a free port of 127.0.0.1, over HTTP/1.1 or gRPC, that keeps the spans that it is sent.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private const int GrpcPrefixBytes = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];

    private OtlpReceiver(WebApplication app, string address, bool grpc)
    {
        (_app, Address) = (app, address);
        if (grpc)
        {
            app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", TakeGrpcAsync);
        }
        else
        {
            app.MapPost("/v1/traces", TakeHttpAsync);
        }
    }

    /// <summary>Where it listens, without a path.</summary>
    public string Address { get; }

    /// <summary>The spans so far.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>The headers of the latest export.</summary>
    public IReadOnlyDictionary<string, string> LatestHeaders { get; private set; } = new Dictionary<string, string>();

    /// <summary>Whether exports are refused with 400. Default false.</summary>
    public bool RefusesAll { get; set; }

    /// <summary>Starts it.</summary>
    /// <param name="grpc">gRPC, else protocol buffers over HTTP/1.1.</param>
    public static async Task<OtlpReceiver> StartAsync(bool grpc = false)
    {
        var port = FreePort.Next();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listener => listener.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var receiver = new OtlpReceiver(builder.Build(), $"http://127.0.0.1:{port}", grpc);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until it has that many spans, and gives them.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> WaitForSpansAsync(int count)
    {
        await Eventually.TrueAsync(() => _spans.Count >= count, $"{count} spans arrive");
        return Spans;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeHttpAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        context.Response.StatusCode = RefusesAll ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        if (!RefusesAll)
        {
            Keep(body);
            context.Response.ContentType = "application/x-protobuf";
            await context.Response.Body.WriteAsync(new ExportTraceServiceResponse().ToByteArray());
        }
    }

    private async Task TakeGrpcAsync(HttpContext context)
    {
        var framed = await ReadAsync(context);
        var length = BinaryPrimitives.ReadInt32BigEndian(framed.AsSpan(1));
        Keep(framed.AsSpan(GrpcPrefixBytes, length).ToArray());
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[GrpcPrefixBytes]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private async Task<byte[]> ReadAsync(HttpContext context)
    {
        LatestHeaders = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    private void Keep(byte[] body)
    {
        foreach (var resource in ExportTraceServiceRequest.Parser.ParseFrom(body).ResourceSpans)
        {
            foreach (var scope in resource.ScopeSpans)
            {
                foreach (var span in scope.Spans)
                {
                    _spans.Enqueue(new ReceivedSpan(span, scope.Scope.Name, Values(span.Attributes), Values(resource.Resource.Attributes)));
                }
            }
        }
    }

    private static Dictionary<string, string> Values(IEnumerable<KeyValue> attributes) => attributes.ToDictionary(
        attribute => attribute.Key,
        attribute => attribute.Value.ValueCase == AnyValue.ValueOneofCase.IntValue ? $"{attribute.Value.IntValue}" : attribute.Value.StringValue);
}

/// <summary>A span as it arrived.</summary>
/// <param name="Span">All of it.</param>
/// <param name="Scope">The name of the source.</param>
/// <param name="Attributes">Its attributes, numbers as text.</param>
/// <param name="Resource">Who sent it.</param>
public sealed record ReceivedSpan(Span Span, string Scope, IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Resource)
{
    /// <summary>The trace's id in hex digits.</summary>
    public string TraceId => Convert.ToHexStringLower(Span.TraceId.Span);

    /// <summary>The span's id in hex digits.</summary>
    public string SpanId => Convert.ToHexStringLower(Span.SpanId.Span);

    /// <summary>The parent's id in hex digits; empty for a root.</summary>
    public string ParentId => Convert.ToHexStringLower(Span.ParentSpanId.Span);
}
