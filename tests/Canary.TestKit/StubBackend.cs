using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Canary.TestKit;

/// <summary>A real backend on a free port of 127.0.0.1, whose answers tell which backend gave them and what it was asked.</summary>
/// <remarks>
/// <c>/echo</c> gives the request as JSON, <c>/status/{code}</c> that status, <c>/sse</c> events as <see cref="SendEvent"/> lets them go,
/// <c>/ws</c> an echoing WebSocket, <c>/upload</c> a count and hash of what it was sent, <c>/download?bytes=n</c> n bytes,
/// <c>/bidi</c> every chunk back as it comes, <c>/stall</c> nothing until the request is aborted, <c>/stall-body</c> headers and
/// one byte and then nothing, <c>/health</c> what <see cref="IsHealthy"/> says, <c>/kill</c> an aborted connection, and all else the backend's name.
/// </remarks>
public sealed class StubBackend : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _latestHeaders = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _events = new(0);
    private int _requests;
    private int _aborted;
    private long _bytesReceived;

    private StubBackend(string name, WebApplication app, int port)
    {
        Name = name;
        _app = app;
        Port = port;
        _app.UseWebSockets();
        _app.Use(CountAsync);
        StubEndpoints.Map(_app, this);
    }

    /// <summary>What the backend calls itself in answers.</summary>
    public string Name { get; }

    /// <summary>The port that it listens on.</summary>
    public int Port { get; }

    /// <summary>The address for a destination.</summary>
    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>Requests so far, probes of <c>/health</c> left out.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Requests so far that were aborted from the other side.</summary>
    public int Aborted => Volatile.Read(ref _aborted);

    /// <summary>Body bytes that uploads have brought so far, also of those that still run.</summary>
    public long BytesReceived => Interlocked.Read(ref _bytesReceived);

    /// <summary>Whether <c>/health</c> answers 200 or 503. Default true.</summary>
    public bool IsHealthy { get; set; } = true;

    /// <summary>Whether every request ends with an aborted connection. Default false.</summary>
    public bool RefusesAll { get; set; }

    /// <summary>Every how many requests one is answered with 500. Default 0: none.</summary>
    public int FailsEvery { get; set; }

    /// <summary>The headers of the latest request, lines of one name joined by a comma.</summary>
    public IReadOnlyDictionary<string, string> LatestHeaders => _latestHeaders;

    /// <summary>Path and query of the latest request, as they were sent.</summary>
    public string LatestTarget { get; private set; } = "";

    /// <summary>Headers that every answer carries.</summary>
    public IDictionary<string, string> ResponseHeaders { get; } = new ConcurrentDictionary<string, string>();

    /// <summary>Starts a backend.</summary>
    /// <param name="name">What it calls itself.</param>
    /// <param name="protocols">HTTP/1.1, or HTTP/2 without TLS by prior knowledge.</param>
    /// <param name="port">A port; 0 takes a free one.</param>
    public static async Task<StubBackend> StartAsync(string name, HttpProtocols protocols = HttpProtocols.Http1, int port = 0)
    {
        var listenPort = port == 0 ? FreePort.Next() : port;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;

            // It takes more than the gateway does, which adds headers of its own.
            kestrel.Limits.MaxRequestLineSize = 128 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 256 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 2_000;
            kestrel.Listen(IPAddress.Loopback, listenPort, listener => listener.Protocols = protocols);
        });
        var backend = new StubBackend(name, builder.Build(), listenPort);
        await backend._app.StartAsync();
        return backend;
    }

    /// <summary>Lets one more event of <c>/sse</c> go.</summary>
    public void SendEvent() => _events.Release();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _events.Dispose();
    }

    internal Task NextEventAsync(CancellationToken cancellation) => _events.WaitAsync(cancellation);

    internal void Received(int bytes) => Interlocked.Add(ref _bytesReceived, bytes);

    private async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        var number = 0;
        if (context.Request.Path != "/health")
        {
            number = Interlocked.Increment(ref _requests);
            LatestTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            _latestHeaders.Clear();
            foreach (var (name, value) in context.Request.Headers)
            {
                _latestHeaders[name] = value.ToString();
            }
        }

        if (RefusesAll)
        {
            context.Abort();
            return;
        }

        foreach (var (name, value) in ResponseHeaders)
        {
            context.Response.Headers[name] = value;
        }

        if (FailsEvery > 0 && number % FailsEvery == 0)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        using var counting = context.RequestAborted.Register(() => Interlocked.Increment(ref _aborted));
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The other side went away, which tests do on purpose.
        }
    }
}
