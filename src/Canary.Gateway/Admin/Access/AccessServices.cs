using Canary.Gateway.Admin.Certificates;
using Canary.Gateway.Admin.Login;
using Canary.Gateway.Admin.Oidc;

namespace Canary.Gateway.Admin.Access;

/// <summary>Adds what finds out who calls.</summary>
internal static class AccessServices
{
    /// <summary>Adds it, with the parts that the settings have.</summary>
    /// <param name="services">Gets it.</param>
    /// <param name="keys">The API keys.</param>
    /// <param name="holders">Who has which client certificate.</param>
    /// <param name="oidc">The provider, or null.</param>
    /// <param name="login">The console's login, or null; needs a provider.</param>
    /// <param name="publicUrl">Where people reach the listener, or null.</param>
    public static void AddAccess(this IServiceCollection services, ApiKeyRing keys, CertificateHolders holders, OidcSettings? oidc, LoginSettings? login, Uri? publicUrl)
    {
        services.AddSingleton(new BrowserOrigin(publicUrl));
        services.AddSingleton(provider => new CallerIdentification(keys, provider.GetService<BearerTokens>(), provider.GetService<ConsoleSessions>(), holders));
        if (oidc is null)
        {
            return;
        }

        services.AddSingleton(oidc);
        services.AddSingleton<ProviderClient>();
        services.AddSingleton<IdentityProvider>();
        services.AddHostedService(provider => provider.GetRequiredService<IdentityProvider>());
        services.AddSingleton<TokenCheck>();
        services.AddSingleton<BearerTokens>();
        if (login is not null)
        {
            services.AddSingleton(login);
            services.AddSingleton<ConsoleSessions>();
            services.AddSingleton<CodeExchange>();
            services.AddSingleton<ConsoleLogin>();
        }
    }
}
