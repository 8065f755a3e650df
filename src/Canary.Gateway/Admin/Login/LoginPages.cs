using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;

namespace Canary.Gateway.Admin.Login;

/// <summary>The small pages of login and log-out.</summary>
internal static class LoginPages
{
    private static readonly (string, string) Again = ("/login", "Log in");

    /// <summary>It worked. The page itself goes on to where the login leads: a redirect would still be the provider's, and browsers would not send the session's cookie, which is Strict.</summary>
    public static TextPage Welcome(string name, AdminRole role, string next) =>
        new(StatusCodes.Status200OK, "Logged in.", $"{name}, {RoleNames.Of(role)}") { Link = (next, "Go on"), Follows = true };

    /// <summary>Asks whether to log out.</summary>
    public static TextPage AskLogOut() => new(StatusCodes.Status200OK, "Log out?", "Your session at this gateway ends.") { Button = "Log out" };

    /// <summary>It ended.</summary>
    public static TextPage LoggedOut(string? providerPage) =>
        new(StatusCodes.Status200OK, "Logged out.", providerPage is null ? "Your session at this gateway has ended." : "Your session at this gateway has ended. At the identity provider you may still be logged in.")
        { Link = providerPage is null ? Again : (providerPage, "Log out of the identity provider, too") };

    /// <summary>A page of elsewhere wants to log somebody out.</summary>
    public static TextPage OtherPage() => new(StatusCodes.Status403Forbidden, "Nothing was done.", "Another web page asked for it.");

    /// <summary>Nobody says what the gateway's address is.</summary>
    public static TextPage WrongAddress() =>
        new(StatusCodes.Status409Conflict, "This address can't be logged in at.", "The gateway has no public address in its settings (Canary:Admin:PublicUrl), and so can be logged in at by localhost alone.");

    /// <summary>The provider can't be asked.</summary>
    public static TextPage ProviderAway(string why) =>
        new(StatusCodes.Status503ServiceUnavailable, "The identity provider can't be asked.", $"{why}. API keys are accepted all the same.") { Link = ("/login", "Try again") };

    /// <summary>There is no login that the answer could belong to.</summary>
    public static TextPage NotBegun(string? address) =>
        new(StatusCodes.Status400BadRequest, "This login is over.", "It took longer than 10 minutes, was used already, began at another address"
            + (address is null ? "" : $" than {address}") + ", or at a gateway with other session keys.")
        { Link = Again };

    /// <summary>The answer is for another login.</summary>
    public static TextPage OtherState() =>
        new(StatusCodes.Status400BadRequest, "This login is not yours.", "The answer belongs to another login than the one that began in this browser. Nothing was done.") { Link = Again };

    /// <summary>It did not work.</summary>
    public static TextPage Refused(string why) => new(StatusCodes.Status403Forbidden, "You are not logged in.", why) { Link = Again };

    /// <summary>Too many did not work.</summary>
    public static TextPage TooMany() => new(StatusCodes.Status429TooManyRequests, "Too many logins that failed.", "From this address too many logins failed. One that is good works at any time.") { Link = Again };
}
