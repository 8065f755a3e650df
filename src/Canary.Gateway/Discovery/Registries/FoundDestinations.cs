using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Canary.Core.Services;

namespace Canary.Gateway.Discovery.Registries;

/// <summary>Gathers destinations that an answer names as host and port, each address once.</summary>
/// <param name="scheme">The scheme of all.</param>
internal sealed class FoundDestinations(string scheme)
{
    private readonly HashSet<string> _addresses = [];
    private readonly List<DestinationConfig> _list = [];

    /// <summary>What was found, in the order of the answer.</summary>
    public IReadOnlyList<DestinationConfig> List => _list;

    /// <summary>Adds one; its first weight counts where it is found again.</summary>
    /// <param name="host">A host name or an address; IPv6 without brackets.</param>
    /// <param name="port">The port.</param>
    /// <param name="weight">The weight, bounded to 1 to 1000 here.</param>
    /// <exception cref="FormatException">They do not make an address.</exception>
    public void Add(string host, int port, int weight = 1)
    {
        var name = IPAddress.TryParse(host, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{host.Trim('[', ']')}]" : host;
        var address = string.Create(CultureInfo.InvariantCulture, $"{scheme}://{name}:{port}");
        if (port is < 1 or > IPEndPoint.MaxPort || host.AsSpan().ContainsAny("/?#@") || BackendAddress.Problem(address) is not null)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"host {Quoted.Text(host)} and port {port} make no address"));
        }

        if (_addresses.Add(BackendAddress.Normalise(address)))
        {
            _list.Add(new DestinationConfig(address, Math.Clamp(weight, 1, 1000)));
        }
    }
}
