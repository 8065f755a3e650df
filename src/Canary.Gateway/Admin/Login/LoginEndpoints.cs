using Canary.Gateway.Admin.Access;

namespace Canary.Gateway.Admin.Login;

/// <summary>The pages of login and log-out. They are for people, and so not part of the API's description.</summary>
internal static class LoginEndpoints
{
    private const string Login = "/login";

    /// <summary>Maps the endpoints. Whoever uses them has no credentials yet, or gives them up.</summary>
    public static void MapLogin(this IEndpointRouteBuilder app)
    {
        app.MapGet(Login, (HttpContext context, ConsoleLogin login) => login.BeginAsync(context)).IsPublic("login").ExcludeFromDescription();
        app.MapGet(ConsoleLogin.CallbackPath, (HttpContext context, ConsoleLogin login) => login.EndAsync(context)).IsPublic("login").ExcludeFromDescription();
        app.MapGet("/logout", () => LoginPages.AskLogOut()).IsPublic("logout").ExcludeFromDescription();
        app.MapPost("/logout", LogOutAsync).IsPublic("logout").ExcludeFromDescription();
    }

    /// <summary>Where a browser logs in and then comes back to what it asked for.</summary>
    public static string AddressFor(HttpRequest request) => $"{Login}?return={Uri.EscapeDataString(request.Path + request.QueryString)}";

    private static async Task<IResult> LogOutAsync(HttpContext context, ConsoleLogin login, BrowserOrigin origin) =>
        origin.IsOwn(context.Request) ? await login.LogOutAsync(context) : LoginPages.OtherPage();
}
