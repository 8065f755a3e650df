using Canary.Gateway.Admin;
using Canary.TestKit.Oidc;

namespace Canary.Gateway.Tests.Admin.Oidc;

/// <summary>One real provider for the tests of a class that do not change it.</summary>
public sealed class ProviderFixture : IAsyncLifetime
{
    public OidcProvider Provider { get; } = OidcProvider.NotStarted();

    public ValueTask InitializeAsync() => new(Provider.RunAsync());

    public ValueTask DisposeAsync() => Provider.DisposeAsync();
}

/// <summary>Settings that know a provider.</summary>
internal static class ProviderSettings
{
    /// <summary>Takes the provider's access tokens.</summary>
    public static void Trust(this AdminOptions options, OidcProvider provider)
    {
        options.Oidc.Authority = provider.Issuer;
        options.Oidc.AllowHttp = true;
        options.Oidc.Audience = OidcProvider.Audience;
    }

    /// <summary>Lets its accounts log in, too.</summary>
    public static void TrustWithLogin(this AdminOptions options, OidcProvider provider)
    {
        options.Trust(provider);
        options.Oidc.Login.ClientId = OidcProvider.ClientId;
        options.Oidc.Login.ClientSecret = OidcProvider.ClientSecret;
    }
}
