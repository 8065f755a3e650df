using System.Reflection;

namespace Canary.Gateway.Hosting;

/// <summary>The version of this build.</summary>
internal static class GatewayVersion
{
    /// <summary>As <c>0.1.0</c>, without build metadata.</summary>
    public static string Current { get; } =
        (typeof(GatewayVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];
}
