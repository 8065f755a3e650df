using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Gateway.Admin.Planning;

/// <summary>What a plan call says of the traffic instead of what is measured.</summary>
/// <param name="RequestsPerSecond">Requests a second over all gateways, 0 to 1,000,000,000; null: as measured.</param>
/// <param name="ErrorRate">The share of the baseline's requests that fail, 0 to 1; null: as measured.</param>
internal sealed record GivenTraffic(double? RequestsPerSecond, double? ErrorRate)
{
    /// <summary>Reads the object; what is wrong goes to its errors.</summary>
    public static GivenTraffic Read(DocumentCursor at)
    {
        var fields = at.Fields("requestsPerSecond", "errorRate");
        return new GivenTraffic(
            fields.Optional<double?>("requestsPerSecond", c => ReadNumber(c, 1e9), null),
            fields.Optional<double?>("errorRate", c => ReadNumber(c, 1), null));
    }

    private static double? ReadNumber(DocumentCursor at, double most)
    {
        var value = at.Number();

        // What is no number was refused already.
        if (at.Element.ValueKind == JsonValueKind.Number && Ranges.Between(0d, most)(value) is { } problem)
        {
            at.Errors.Add(at.Path, problem);
        }

        return value;
    }
}
