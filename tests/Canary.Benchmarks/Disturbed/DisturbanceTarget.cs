using System.Globalization;

namespace Canary.Benchmarks.Disturbed;

/// <summary>Where a disturbance goes; ports of 127.0.0.1.</summary>
/// <param name="Http">The proxy under measurement.</param>
/// <param name="H2c">Where it speaks HTTP/2 without TLS.</param>
/// <param name="Admin">Its admin API; 0 where it has none.</param>
/// <param name="Stalled">Where the stalled backend is to listen.</param>
internal sealed record DisturbanceTarget(int Http, int H2c, int Admin, int Stalled)
{
    /// <summary>From four arguments.</summary>
    public static DisturbanceTarget Parse(string[] args)
    {
        var ports = Array.ConvertAll(args, text => int.Parse(text, CultureInfo.InvariantCulture));
        return new DisturbanceTarget(ports[0], ports[1], ports[2], ports[3]);
    }

    /// <summary>As four arguments.</summary>
    public string[] Format() => [.. new[] { Http, H2c, Admin, Stalled }.Select(port => port.ToString(CultureInfo.InvariantCulture))];
}
