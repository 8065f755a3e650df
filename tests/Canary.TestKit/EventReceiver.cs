using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Canary.TestKit;

/// <summary>Somebody who is told of events by webhook, on a free port of 127.0.0.1, and keeps what it was told.</summary>
public sealed class EventReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _told = [];
    private readonly WebApplication _app;

    private EventReceiver(WebApplication app)
    {
        _app = app;
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _told.Enqueue(await reader.ReadToEndAsync());
        });
    }

    /// <summary>Bodies so far, in order.</summary>
    public IReadOnlyCollection<string> Told => _told;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.First() + "/hook";

    /// <summary>Starts one.</summary>
    public static async Task<EventReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var receiver = new EventReceiver(builder.Build());
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
