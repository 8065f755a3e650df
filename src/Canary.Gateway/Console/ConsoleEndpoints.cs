using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Console;

/// <summary>The web page that operators look at. It is for people, and so not part of the API's description.</summary>
internal static class ConsoleEndpoints
{
    private static readonly string[] Methods = ["GET", "HEAD"];

    /// <summary>Maps the page and its files. They answer without credentials: they hold no data, and the page is where a person logs in.</summary>
    public static void MapConsole(this IEndpointRouteBuilder app)
    {
        // Read when a person first opens the page; a gateway that nobody looks at pays nothing.
        var assets = new Lazy<ConsoleAssets>(ConsoleAssets.Read);
        app.MapMethods("/", Methods, () => Answer(assets.Value, ConsoleAssets.Page)).IsPublic("console").ExcludeFromDescription();
        app.MapMethods("/console/config.json", Methods, GetConfig).IsPublic("console").ExcludeFromDescription();
        app.MapMethods("/console/{**path}", Methods, (string? path) => Answer(assets.Value, path ?? "")).IsPublic("console").ExcludeFromDescription();
    }

    private static IResult Answer(ConsoleAssets assets, string path) => assets.Find(path) ?? (IResult)Problems.RouteNotFound("/console/" + path);

    private static IResult GetConfig(CallerIdentification identification) =>
        JsonAnswer.Ok(new { Version = GatewayVersion.Current, Open = identification.IsOpen, Login = identification.HasLogin });
}
