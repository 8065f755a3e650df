using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Gateway.Import;

/// <summary>Reads what a document says about how its file owns what it declares.</summary>
internal static class OwnershipReader
{
    /// <summary>The fields that it reads, and <c>kind</c>.</summary>
    public static string[] Fields { get; } = ["kind", "apiChanges", "takeOver"];

    /// <summary>Whether the API may change it, too, and whether what no file owns is replaced; what is wrong is reported.</summary>
    public static (bool AllowsApiChanges, bool TakesOver) Read(DocumentAt at)
    {
        if (at.Json.ValueKind != JsonValueKind.Object)
        {
            // Said by whoever reads the rest.
            return default;
        }

        var errors = new DocumentErrors();
        var changes = at.Json.TryGetProperty("apiChanges", out var given) ? new DocumentCursor("apiChanges", given, errors).Choice<ApiChanges>() : ApiChanges.Refused;
        var takesOver = at.Json.TryGetProperty("takeOver", out var takeOver) && new DocumentCursor("takeOver", takeOver, errors).Flag();
        at.Report(errors.ToList());
        return (changes == ApiChanges.Allowed, takesOver);
    }

    private enum ApiChanges
    {
        Refused,
        Allowed,
    }
}
