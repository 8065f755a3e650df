using System.Net;
using System.Text.Json;
using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Gateway.Admin.Explain;

/// <summary>What an <i>explain</i> call asks.</summary>
/// <param name="Request">The request that is described.</param>
/// <param name="Draft">The service to try it on, or null for the one that is served.</param>
internal sealed record ExplainRequest(RequestDescription Request, ServiceConfig? Draft)
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoValues = new Dictionary<string, IReadOnlyList<string>>();
    private static readonly IReadOnlyDictionary<string, string> NoCookies = new Dictionary<string, string>();

    /// <summary>Reads the body; what is wrong goes to its errors.</summary>
    /// <param name="body">The object.</param>
    /// <param name="service">The service's name, which a draft gets where it has none.</param>
    public static ExplainRequest Read(DocumentCursor body, string service)
    {
        var fields = body.Fields("method", "path", "query", "headers", "cookies", "claims", "remoteIp", "draft");
        var request = new RequestDescription
        {
            Method = fields.Optional("method", ReadMethod, "GET"),
            Path = fields.Optional("path", ReadPath, "/"),
            Query = fields.Optional("query", ReadQuery, ""),
            Headers = fields.Optional("headers", ReadHeaders, NoValues),
            Cookies = fields.Optional("cookies", at => at.Map(c => c.Text()), NoCookies),
            Claims = fields.Optional("claims", at => at.Map(ReadValues), NoValues),
            RemoteAddress = fields.Optional<IPAddress?>("remoteIp", ReadAddress, null),
        };
        return new ExplainRequest(request, fields.Optional<ServiceConfig?>("draft", at => ReadDraft(at, service), null));
    }

    private static string ReadMethod(DocumentCursor at) =>
        at.Element.ValueKind == JsonValueKind.String && IsToken(at.Text()) ? at.Text() : at.Refuse("a method as GET", "GET");

    private static string ReadPath(DocumentCursor at) =>
        at.Element.ValueKind == JsonValueKind.String && at.Text() is ['/', ..] path && !path.Contains('?', StringComparison.Ordinal) && !path.Any(char.IsControl)
            ? path
            : at.Refuse("a path that starts with / and has no query (which goes into query)", "/");

    private static string ReadQuery(DocumentCursor at) => at.Element.ValueKind switch
    {
        JsonValueKind.String => at.Text(),
        JsonValueKind.Object => string.Join('&', at.Map(ReadValues).SelectMany(
            parameter => parameter.Value.Select(value => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(value)}"))),
        _ => at.Refuse("a text as a=1&b=2, or an object of names with a text or a list of texts", ""),
    };

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> ReadHeaders(DocumentCursor at)
    {
        var headers = at.Map(ReadValues);
        foreach (var (name, values) in headers)
        {
            if (!IsToken(name) || values.Any(value => value.Any(c => char.IsControl(c) && c != '\t')))
            {
                at.Refuse("an object whose names and values are as HTTP allows them in headers", NoValues);
            }
        }

        return headers;
    }

    private static IReadOnlyList<string> ReadValues(DocumentCursor at) => at.Element.ValueKind switch
    {
        JsonValueKind.String => [at.Text()],
        JsonValueKind.Array => at.List(c => c.Text()),
        _ => at.Refuse<IReadOnlyList<string>>("a text or a list of texts", []),
    };

    private static IPAddress? ReadAddress(DocumentCursor at) =>
        at.Element.ValueKind == JsonValueKind.String && IPAddress.TryParse(at.Text(), out var address) ? address : at.Refuse<IPAddress?>("an IPv4 or IPv6 address", null);

    private static ServiceConfig? ReadDraft(DocumentCursor at, string service)
    {
        var read = ServiceDocument.Read(at.Element, service);
        foreach (var error in read.Errors)
        {
            at.Errors.Add(error.Path.Length == 0 ? at.Path : $"{at.Path}.{error.Path}", error.Message);
        }

        return read.Value;
    }

    private static bool IsToken(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
