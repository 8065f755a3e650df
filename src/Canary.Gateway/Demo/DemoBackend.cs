using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.Gateway.Demo;

/// <summary>A sample backend: every answer names its variant and version, as a page for browsers and else as JSON.</summary>
internal sealed class DemoBackend : IAsyncDisposable
{
    /// <summary>Where a backend listens that only this machine is to reach: a free port of loopback.</summary>
    public const string AnyPort = "http://127.0.0.1:0";

    private readonly WebApplication _host;
    private readonly string _variant;
    private readonly string _version;
    private readonly DemoBehaviour _behaviour;
    private long _requests;

    private DemoBackend(string listen, string variant, string version, DemoBehaviour behaviour, ILoggerFactory loggers)
    {
        (_variant, _version, _behaviour) = (variant, version, behaviour);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseUrls(listen);
        _host = builder.Build();
        _host.Run(AnswerAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>Starts a backend.</summary>
    /// <exception cref="IOException">The address is in use.</exception>
    public static async Task<DemoBackend> StartAsync(
        string listen, string variant, string version, DemoBehaviour behaviour, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var backend = new DemoBackend(listen, variant, version, behaviour, loggers);
        await backend._host.StartAsync(cancellation);
        return backend;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = Interlocked.Increment(ref _requests);
        await Task.Delay(_behaviour.Delay(request), context.RequestAborted);
        var fails = _behaviour.Fails(request);
        context.Response.StatusCode = fails ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        var wantsPage = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        context.Response.ContentType = wantsPage ? "text/html; charset=utf-8" : "application/json";
        await context.Response.WriteAsync(wantsPage ? Page(fails) : Json(fails), context.RequestAborted);
    }

    private string Json(bool fails) =>
        $$"""{"service":"{{DemoService.Name}}","variant":"{{_variant}}","version":"{{_version}}"{{(fails ? ",\"error\":\"out of stock\"" : "")}}}""" + "\n";

    private string Page(bool fails) => $$"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>{{DemoService.Name}} {{_version}}</title>
        <style>body { font: 1.2rem system-ui, sans-serif; margin: 15vh auto; max-width: 32rem; padding: 0 1rem }
        h1 { color: {{(_variant == "stable" ? "#1d6b45" : "#8a5a00")}} }</style></head>
        <body>
        <h1>{{(fails ? "Out of stock" : "The shop")}}</h1>
        <p>Answered by <strong>{{_variant}}</strong>, version {{_version}}.</p>
        <p>A cookie keeps you on this variant for as long as the weights do. Delete it to draw again.</p>
        </body>
        </html>
        """;
}
