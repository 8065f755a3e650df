namespace Canary.Gateway.Admin;

/// <summary>The admin listener and who may use it: the settings under <c>Canary:Admin</c>.</summary>
internal sealed class AdminOptions
{
    /// <summary>Listeners, <c>;</c>-separated. Default <c>http://127.0.0.1:8081</c>. Without keys nothing but loopback is allowed.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:8081";

    /// <summary>Where people reach the admin listener, as <c>https://canary.example.com</c>: notifications then carry links that approve or abort. Default none.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Who may call. Default none: on loopback everyone may do everything.</summary>
    public IList<ApiKeyOptions> ApiKeys { get; set; } = [];
}

/// <summary>One API key.</summary>
internal sealed class ApiKeyOptions
{
    /// <summary>What audit and history call its holder. 1 to 100 printable characters, unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key, 64 hex digits.</summary>
    public string Hash { get; set; } = "";

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public string Role { get; set; } = "";
}
