using System.Net;
using Canary.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Canary.Gateway.Tests.Proxy.Mirroring;

/// <summary>A real backend that answers as the test says.</summary>
internal sealed class DelegateBackend : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private DelegateBackend(WebApplication app, string address) => (_app, Address) = (app, address);

    public string Address { get; }

    /// <summary>Requests that began so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Starts it.</summary>
    /// <param name="answer">Answers a request, given its number from 1.</param>
    public static async Task<DelegateBackend> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var port = FreePort.Next();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        var backend = new DelegateBackend(builder.Build(), $"http://127.0.0.1:{port}");
        backend._app.Run(async context =>
        {
            try
            {
                await answer(context, Interlocked.Increment(ref backend._requests));
            }
            catch (OperationCanceledException)
            {
                // The other side went away, which tests do on purpose.
            }
        });
        await backend._app.StartAsync();
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
