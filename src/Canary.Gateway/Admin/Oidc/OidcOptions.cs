namespace Canary.Gateway.Admin.Oidc;

/// <summary>An OpenID Connect provider whose tokens and logins are accepted: the settings under <c>Canary:Admin:Oidc</c>.</summary>
internal sealed class OidcOptions
{
    /// <summary>The provider's issuer, as <c>https://login.example.com/realms/ops</c>; its metadata is at <c>/.well-known/openid-configuration</c> below. Default none: there is no provider.</summary>
    public string? Authority { get; set; }

    /// <summary>What a bearer token's <c>aud</c> must have. Default none: bearer tokens of the provider are refused, and it serves for the console's login alone.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that history and audit name a caller by, after <c>oidc:</c>. Default <c>sub</c>, which never changes hands.</summary>
    public string NameClaim { get; set; } = "sub";

    /// <summary>The claim that has roles or groups; dots lead into objects, as <c>realm_access.roles</c>. Default <c>roles</c>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Which values of that claim give which role. Default: the role's own name.</summary>
    public OidcRoleOptions Roles { get; set; } = new();

    /// <summary>Signature algorithms that are accepted. Default RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 and ES512, which are also all that can be.</summary>
    public IList<string> Algorithms { get; set; } = [];

    /// <summary>How far the provider's clock may be off. 0 to 60 s, default 30 s.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How old the provider's keys may get before they are read anew. 10 s to 24 h, default 10 min. An unknown key has them read at once.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether a provider on this machine's loopback may be reached without TLS. Default false.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>The console's login.</summary>
    public LoginOptions Login { get; set; } = new();
}

/// <summary>Which values of the role claim give which role. A caller gets the highest of those that they have.</summary>
internal sealed class OidcRoleOptions
{
    /// <summary>Values that make a viewer. Default <c>viewer</c>.</summary>
    public IList<string> Viewer { get; set; } = [];

    /// <summary>Values that make an operator. Default <c>operator</c>.</summary>
    public IList<string> Operator { get; set; } = [];

    /// <summary>Values that make an admin. Default <c>admin</c>.</summary>
    public IList<string> Admin { get; set; } = [];
}

/// <summary>Login of people by a browser: the settings under <c>Canary:Admin:Oidc:Login</c>.</summary>
internal sealed class LoginOptions
{
    /// <summary>What the provider knows the console by. Default none: nobody can log in.</summary>
    public string? ClientId { get; set; }

    /// <summary>The client's secret. Default none: a public client, which PKCE alone protects.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Scopes that are asked for; <c>openid</c> is always. Default <c>openid</c> and <c>profile</c>.</summary>
    public IList<string> Scopes { get; set; } = [];

    /// <summary>Secrets that seal the cookies, each at least 32 characters and the same at all gateways; the first seals, all open. Default none: a random one, and sessions end with the process.</summary>
    public IList<string> SessionKeys { get; set; } = [];

    /// <summary>How long a session lasts without a request. 1 min to 24 h, default 1 h.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a session lasts at most. 1 min to 7 d, default 8 h.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(8);
}
