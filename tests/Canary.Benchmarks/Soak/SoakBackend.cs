using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Benchmarks.Soak;

/// <summary>How a backend misbehaves.</summary>
internal enum Misbehaviour
{
    /// <summary>Not at all: it answers 200 with its name.</summary>
    None,

    /// <summary>500.</summary>
    Fails,

    /// <summary>503 with Retry-After.</summary>
    Unavailable,

    /// <summary>Ends the connection without an answer.</summary>
    Resets,

    /// <summary>Never answers.</summary>
    Hangs,

    /// <summary>Ends the connection within the body.</summary>
    BreaksOff,

    /// <summary>Any of these and none, by turns.</summary>
    Anything,

    /// <summary>Does not listen.</summary>
    Refuses,
}

/// <summary>A backend that misbehaves when it is told to.</summary>
internal sealed class SoakBackend : IAsyncDisposable
{
    private readonly string _name;
    private readonly int _port;
    private WebApplication? _app;
    private long _requests;
    private volatile Misbehaviour _mode;

    private SoakBackend(string name, int port) => (_name, _port) = (name, port);

    /// <summary>The address for a destination.</summary>
    public string Address => $"http://{SoakNetwork.BackendAddress}:{_port}";

    /// <summary>How it misbehaves now.</summary>
    public Misbehaviour Mode => _mode;

    /// <summary>Starts one that behaves.</summary>
    public static async Task<SoakBackend> StartAsync(string name, int port)
    {
        var backend = new SoakBackend(name, port);
        await backend.ListenAsync();
        return backend;
    }

    /// <summary>From now on it misbehaves in this way.</summary>
    public async Task SetAsync(Misbehaviour mode)
    {
        _mode = mode;
        if (mode == Misbehaviour.Refuses && _app is not null)
        {
            await StopAsync();
        }
        else if (mode != Misbehaviour.Refuses && _app is null)
        {
            await ListenAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task ListenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(SoakNetwork.BackendAddress), _port, listener => listener.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        _app = app;
    }

    // As a killed program does: what is under way ends at once.
    private async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _requests);
        var mode = _mode == Misbehaviour.Anything ? (Misbehaviour)(number % (int)Misbehaviour.Anything) : _mode;
        switch (mode)
        {
            case Misbehaviour.Fails:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case Misbehaviour.Unavailable:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "1";
                break;
            case Misbehaviour.Resets:
                context.Abort();
                break;
            case Misbehaviour.Hangs:
                await HangAsync(context.RequestAborted);
                break;
            case Misbehaviour.BreaksOff:
                context.Response.ContentLength = 1_000;
                await context.Response.WriteAsync(_name);
                await context.Response.Body.FlushAsync();
                context.Abort();
                break;
            default:
                var body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
                await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{_name} {body.Length}"));
                break;
        }
    }

    private static async Task HangAsync(CancellationToken aborted)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, aborted);
        }
        catch (OperationCanceledException)
        {
            // The gateway did not wait any longer, as it should.
        }
    }
}
