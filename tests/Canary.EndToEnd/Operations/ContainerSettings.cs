using Canary.EndToEnd.Container;
using Canary.Gateway.Hosting;
using Microsoft.Extensions.Configuration;

namespace Canary.EndToEnd.Operations;

/// <summary>The options that a gateway in the image has with an environment, read as the gateway reads them.</summary>
internal static class ContainerSettings
{
    /// <summary>Fails where a variable is no setting, or its value is not allowed.</summary>
    public static CanaryOptions Read(IEnumerable<KeyValuePair<string, string>> environment) => SettingsReader.Read(Configuration(environment));

    /// <summary>The environment over that of the image, as configuration.</summary>
    public static IConfiguration Configuration(IEnumerable<KeyValuePair<string, string>> environment)
    {
        var merged = new Dictionary<string, string?>();
        foreach (var (name, value) in DockerfileFacts.Settings.Concat(environment))
        {
            merged[name.Replace("__", ":")] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(merged).Build();
    }

    /// <summary>The port of the only address of a setting.</summary>
    public static int PortOf(string urls) => new Uri(urls.Replace("0.0.0.0", "any")).Port;
}
