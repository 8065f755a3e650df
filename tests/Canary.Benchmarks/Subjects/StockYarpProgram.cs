using System.Globalization;
using System.Net;
using System.Runtime;
using System.Text.Json;
using System.Text.RegularExpressions;
using Canary.Core.Selection;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Benchmarks.Subjects;

/// <summary>The library that the gateway is built on, as its docs' first page sets it up, in a process of its own.</summary>
internal static class StockYarpProgram
{
    /// <summary>Where the admin port tells <see cref="RuntimeFigures"/>.</summary>
    public const string RuntimePath = "/runtime";

    /// <summary>Runs until SIGTERM.</summary>
    /// <param name="args">Ports of HTTP, HTTP/2, TLS and admin, the backend's port, certificate and key; then <see cref="ExtraHost"/>s as JSON.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var ports = Array.ConvertAll(args[..5], text => int.Parse(text, CultureInfo.InvariantCulture));
        var extras = args[7..].Select(json => JsonSerializer.Deserialize<ExtraHost>(json)!).ToList();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ReverseProxy:Routes:route1:ClusterId"] = "cluster1",
            ["ReverseProxy:Routes:route1:Match:Path"] = "{**catch-all}",
            ["ReverseProxy:Clusters:cluster1:Destinations:destination1:Address"] = $"http://127.0.0.1:{ports[4]}/",
            ["Kestrel:Certificates:Default:Path"] = args[5],
            ["Kestrel:Certificates:Default:KeyPath"] = args[6],
        });
        builder.Configuration.AddInMemoryCollection(extras.SelectMany(SettingsOf));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, ports[0], o => o.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, ports[1], o => o.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, ports[2], o => o.UseHttps());
        });
        builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));
        var app = builder.Build();
        foreach (var extra in extras.Where(extra => extra.Patterns.Count > 0))
        {
            Burn(app, extra);
        }

        app.MapReverseProxy();

        // A host of its own, so that the proxy's has nothing but the proxy.
        var adminBuilder = WebApplication.CreateSlimBuilder();
        adminBuilder.Logging.ClearProviders();
        adminBuilder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, ports[3]));
        await using var admin = adminBuilder.Build();
        admin.MapGet(RuntimePath, () => new RuntimeFigures(
            GC.GetTotalAllocatedBytes(), JitInfo.GetCompilationTime().TotalSeconds, GC.GetGCMemoryInfo().HeapSizeBytes, GC.CollectionCount(GC.MaxGeneration)));
        await admin.StartAsync();
        await app.RunAsync();
        return 0;
    }

    private static IEnumerable<KeyValuePair<string, string?>> SettingsOf(ExtraHost extra) =>
    [
        new($"ReverseProxy:Routes:{extra.Name}:ClusterId", extra.Name),
        new($"ReverseProxy:Routes:{extra.Name}:Match:Hosts:0", extra.Host),
        new($"ReverseProxy:Clusters:{extra.Name}:Destinations:only:Address", $"http://127.0.0.1:{extra.Port}/"),
    ];

    // The same work as the gateway's rules do, with the same limits, where a user of the library would put it.
    private static void Burn(WebApplication app, ExtraHost extra)
    {
        var limit = TimeSpan.FromMilliseconds(RegexPattern.MatchTimeoutMilliseconds);
        var patterns = extra.Patterns.Select(pattern => new Regex(pattern, RegexOptions.CultureInvariant, limit)).ToArray();
        app.Use((context, next) =>
        {
            if (context.Request.Host.Host == extra.Host)
            {
                HostileHeader.Burn(patterns, context.Request.Headers[ExtraHost.PatternHeader].ToString());
            }

            return next(context);
        });
    }
}
