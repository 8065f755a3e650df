using System.Net.Http.Headers;
using Canary.Core.Comparison;
using Canary.Core.Services.Traffic;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>Reads what is compared of an answer's status and headers.</summary>
internal static class AnswerHead
{
    /// <summary>The answer without its body.</summary>
    public static ComparableAnswer Of(HttpResponseMessage answer, ComparisonConfig config) => new()
    {
        Status = (int)answer.StatusCode,
        Headers = [.. config.Headers.Select(name => ValueOf(answer, name))],
        ContentType = ValueOf(answer, "Content-Type"),
        ContentEncoding = ValueOf(answer, "Content-Encoding"),
    };

    private static string? ValueOf(HttpResponseMessage answer, string name) => ValueOf(answer.Headers, name) ?? ValueOf(answer.Content.Headers, name);

    private static string? ValueOf(HttpHeaders headers, string name)
    {
        foreach (var (known, values) in headers.NonValidated)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return string.Join(", ", values);
            }
        }

        return null;
    }
}
