using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Canary.Gateway.Console;

/// <summary>Chooses in which form an asset is sent: the smallest that the client takes.</summary>
internal static class AcceptedEncoding
{
    /// <summary>As it is.</summary>
    public const string Identity = "identity";

    private static readonly string[] Preferred = ["br", "gzip"];

    /// <summary>The content coding for an <c>Accept-Encoding</c> header: <c>br</c>, <c>gzip</c> or <see cref="Identity"/>.</summary>
    public static string Choose(StringValues accepted)
    {
        if (!StringWithQualityHeaderValue.TryParseList([.. accepted.OfType<string>()], out var codings))
        {
            return Identity;
        }

        return Array.Find(Preferred, coding => Takes(codings, coding)) ?? Identity;
    }

    private static bool Takes(IList<StringWithQualityHeaderValue> codings, string coding) =>
        (codings.FirstOrDefault(one => one.Value.Equals(coding, StringComparison.OrdinalIgnoreCase)) ?? codings.FirstOrDefault(one => one.Value == "*")) is { } named
        && named.Quality is null or > 0;
}
