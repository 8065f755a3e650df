using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Canary.TestKit.Oidc;

/// <summary>A real OpenID provider (the npm package oidc-provider) on a free port of 127.0.0.1; it ends with this object.</summary>
/// <remarks>Its accounts are named by their roles: <c>viewer</c>, <c>operator</c> and <c>admin</c> have that role, <c>nobody</c> has none; any password will do. So are its clients that are programs.</remarks>
public sealed class OidcProvider : IAsyncDisposable
{
    /// <summary>What the console is to the provider.</summary>
    public const string ClientId = "console";

    /// <summary>Its secret.</summary>
    public const string ClientSecret = "the console's secret: 100% sure+";

    /// <summary>What access tokens are for.</summary>
    public const string Audience = "urn:canary:test";

    // A native application's addresses on loopback are right with any port.
    private static JsonNode[] Callbacks => ["http://127.0.0.1/login/callback", "http://localhost/login/callback"];

    private static readonly string[] Names = ["viewer", "operator", "admin", "nobody"];

    private readonly string _folder = Directory.CreateTempSubdirectory("canary-oidc-").FullName;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private ChildProcess? _process;

    private OidcProvider()
    {
    }

    /// <summary>The port, the same after a restart.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Its issuer.</summary>
    public string Issuer => $"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The key that it signs with at first.</summary>
    public ProviderKey Key { get; } = new("key-1");

    /// <summary>Starts a provider and waits until it answers.</summary>
    public static async Task<OidcProvider> StartAsync()
    {
        var provider = new OidcProvider();
        try
        {
            await provider.RunAsync();
            return provider;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    /// <summary>A provider that does not run yet.</summary>
    public static OidcProvider NotStarted() => new();

    /// <summary>Starts it (again) on the same port.</summary>
    public async Task RunAsync()
    {
        var folder = await NpmFolder.InstallAsync("tests", "oidc");
        var file = Path.Combine(_folder, "settings.json");
        await File.WriteAllTextAsync(file, Settings().ToJsonString());
        _process = ChildProcess.Start("node", [Path.Combine(folder, "provider.mjs"), file]);
        await Eventually.TrueAsync(AnswersAsync, $"the provider answers on port {Port}", TimeSpan.FromMinutes(2));
    }

    /// <summary>Ends it.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            await process.DisposeAsync();
            _process = null;
        }
    }

    /// <summary>Publishes other keys from now on, and signs with the first.</summary>
    public async Task RotateAsync(params ProviderKey[] keys)
    {
        using var answer = await _client.PostAsJsonAsync($"{Issuer}/control/keys", Jwks(keys));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>An access token of a client that is a program.</summary>
    /// <param name="name">The client, as its role.</param>
    /// <param name="audience">What the token is for.</param>
    public async Task<string> TokenAsync(string name, string audience = Audience)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Issuer}/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["resource"] = audience, ["scope"] = "canary" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:secret-of-{name}")));
        using var answer = await _client.SendAsync(request);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return json.TryGetProperty("access_token", out var token) ? token.GetString()! : throw new InvalidOperationException(json.GetRawText());
    }

    /// <summary>Claims as the provider's tokens have them, for a test to change and sign by itself.</summary>
    public Dictionary<string, object> Claims(string role)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new() { ["iss"] = Issuer, ["sub"] = role, ["aud"] = Audience, ["iat"] = now, ["exp"] = now + 600, ["roles"] = new[] { role } };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        Key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static JsonObject Jwks(params ProviderKey[] keys) => new() { ["keys"] = new JsonArray([.. keys.Select(key => key.ToJwk())]) };

    private JsonObject Settings() => new()
    {
        ["port"] = Port,
        ["issuer"] = Issuer,
        ["jwks"] = Jwks(Key),
        ["accounts"] = new JsonObject(Names.Select(name => KeyValuePair.Create<string, JsonNode?>(name, new JsonObject { ["roles"] = RolesOf(name), ["preferred_username"] = name + " by name" }))),
        ["clientRoles"] = new JsonObject(Names.Select(name => KeyValuePair.Create<string, JsonNode?>(name, RolesOf(name)))),
        ["clients"] = new JsonArray(
        [
            new JsonObject { ["client_id"] = ClientId, ["client_secret"] = ClientSecret, ["application_type"] = "native", ["redirect_uris"] = new JsonArray(Callbacks) },
            .. Names.Select(name => new JsonObject
            {
                ["client_id"] = name, ["client_secret"] = "secret-of-" + name, ["grant_types"] = new JsonArray("client_credentials"), ["redirect_uris"] = new JsonArray(), ["response_types"] = new JsonArray(),
            }),
        ]),
    };

    private static JsonArray RolesOf(string name) => name == "nobody" ? new JsonArray("something else") : new JsonArray(name);

    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited)
        {
            throw new InvalidOperationException($"The provider ended: {_process.Text}");
        }

        try
        {
            using var answer = await _client.GetAsync($"{Issuer}/.well-known/openid-configuration");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
