namespace Canary.Gateway.Demo;

/// <summary>What an address in the settings of the demo must be.</summary>
internal static class DemoAddress
{
    /// <summary>Adds a line where it is not an <c>http://</c> address.</summary>
    public static void Check(string key, string address, List<string> problems)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            problems.Add($"{key} is '{address}'; allowed is an address as http://0.0.0.0:8080.");
        }
    }
}
