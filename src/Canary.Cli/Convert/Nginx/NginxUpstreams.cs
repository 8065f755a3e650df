using System.Globalization;

namespace Canary.Cli.Convert.Nginx;

/// <summary>The <c>upstream</c> blocks, and addresses that stand for themselves.</summary>
internal sealed class NginxUpstreams
{
    private readonly Dictionary<string, NginxDirective> _upstreams = new(StringComparer.Ordinal);
    private readonly Conversion _conversion;

    public NginxUpstreams(IReadOnlyList<NginxDirective> http, Conversion conversion)
    {
        _conversion = conversion;
        foreach (var upstream in http.Where(directive => directive is { Name: "upstream", Block: not null }))
        {
            _upstreams[upstream.First] = upstream;
        }
    }

    /// <summary>The destinations that a value names, or null where there are none, which is told.</summary>
    public IReadOnlyList<(string Address, int Weight)>? Find(string value, string scheme, int line)
    {
        if (_upstreams.TryGetValue(value, out var upstream))
        {
            return Servers(upstream, scheme);
        }

        // host:port stands for itself.
        if (value.Contains(':', StringComparison.Ordinal) && Uri.TryCreate($"{scheme}://{value}", UriKind.Absolute, out var address) && address.AbsolutePath == "/")
        {
            return [($"{scheme}://{value}", 1)];
        }

        _conversion.Problem(line, $"'{value}' is the name of no upstream, and no host:port.");
        return null;
    }

    private List<(string Address, int Weight)>? Servers(NginxDirective upstream, string scheme)
    {
        var servers = new List<(string, int)>();
        foreach (var server in upstream.All("server"))
        {
            if (server.Arguments.Contains("down") || server.Arguments.Contains("backup"))
            {
                _conversion.Note(server.Line, $"the server '{server.First}' is left out, as it is down or a backup.");
                continue;
            }

            if (server.First.StartsWith("unix:", StringComparison.Ordinal))
            {
                _conversion.Problem(server.Line, $"'{server.First}' is a socket of the machine, which the gateway can't reach.");
                return null;
            }

            servers.Add(($"{scheme}://{WithPort(server.First, scheme)}", WeightOf(server)));
        }

        if (servers.Count == 0)
        {
            _conversion.Problem(upstream.Line, $"the upstream '{upstream.First}' has no server.");
            return null;
        }

        return servers;
    }

    // A server without a port is at 80, whatever the scheme.
    private static string WithPort(string server, string scheme) =>
        server.LastIndexOf(':') > server.LastIndexOf(']') || scheme == "http" ? server : server + ":80";

    private static int WeightOf(NginxDirective server) =>
        server.Arguments.FirstOrDefault(argument => argument.StartsWith("weight=", StringComparison.Ordinal)) is { } given
        && int.TryParse(given["weight=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var weight) ? weight : 1;
}
