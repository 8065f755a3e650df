using System.Net;
using System.Net.NetworkInformation;
using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Gateway.Addressing;

/// <summary>Which addresses may be connected to because of something that operators wrote.</summary>
/// <remarks>Asked twice: when an address is written, and with what its name means when it is connected to.</remarks>
internal sealed class AddressRules
{
    private readonly string _setting;
    private readonly (string Text, AddressRange Range)[] _refused;
    private readonly Func<IReadOnlyList<Uri>> _ownAdmin;

    private AddressRules(string setting, (string Text, AddressRange Range)[] refused, Func<IReadOnlyList<Uri>> ownAdmin) =>
        (_setting, _refused, _ownAdmin) = (setting, refused, ownAdmin);

    /// <summary>Parses a setting.</summary>
    /// <param name="setting">Its name, for messages.</param>
    /// <param name="ranges">Addresses and CIDR ranges that are refused.</param>
    /// <param name="ownAdmin">Where this gateway's admin surface listens; asked each time, as that is known after the start.</param>
    /// <param name="problems">Receives one line for each range that is wrong.</param>
    public static AddressRules Parse(string setting, IList<string> ranges, Func<IReadOnlyList<Uri>> ownAdmin, ICollection<string> problems)
    {
        var refused = new List<(string Text, AddressRange Range)>();
        for (var i = 0; i < ranges.Count; i++)
        {
            if (AddressRange.TryParse(ranges[i], out var range, out var problem))
            {
                refused.Add((ranges[i], range));
            }
            else
            {
                problems.Add($"{setting}:{i}: '{ranges[i]}' {problem}");
            }
        }

        return new AddressRules(setting, [.. refused], ownAdmin);
    }

    /// <summary>Why an address must not be connected to, in half a sentence; null: it may.</summary>
    /// <remarks>Where it stands for an IPv4 address, both must be allowed.</remarks>
    public string? Problem(IPAddress address, int port) =>
        ProblemAsWritten(address, port) ?? (LinkLocalAddress.EmbeddedIn(address) is { } embedded ? ProblemAsWritten(embedded, port) : null);

    /// <summary>What is wrong with a URL as it is written, or null; other names than <c>localhost</c> are looked at when they are connected to.</summary>
    public string? Problem(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return null;
        }

        var address = uri.IsLoopback ? IPAddress.Loopback : null;
        return (IPAddress.TryParse(uri.DnsSafeHost, out var literal) ? literal : address) is { } known && Problem(known, uri.Port) is { } problem
            ? $"must not lead to {Quoted.Text(uri.DnsSafeHost)}: {problem}."
            : null;
    }

    private string? ProblemAsWritten(IPAddress address, int port)
    {
        if (LinkLocalAddress.Contains(address))
        {
            return "link-local addresses are not allowed";
        }

        foreach (var (text, range) in _refused)
        {
            if (range.Contains(address))
            {
                return $"{_setting} refuses {text}";
            }
        }

        return _ownAdmin().Any(own => own.Port == port) && IsOwn(address) ? "that is this gateway's own admin listener, which is not allowed" : null;
    }

    private static bool IsOwn(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
        || NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Any(own => own.Address.Equals(address));
}
