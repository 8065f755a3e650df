using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin;

/// <summary>Builds the host of the admin surface: API, health, metrics.</summary>
internal static class AdminHost
{
    /// <summary>A host that is not started.</summary>
    /// <exception cref="SettingsException">A listener or key setting is wrong.</exception>
    public static WebApplication Build(AdminOptions options, GatewayServices services) => throw new NotImplementedException();
}
