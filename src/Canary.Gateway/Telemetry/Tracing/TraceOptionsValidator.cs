namespace Canary.Gateway.Telemetry.Tracing;

/// <summary>Checks the settings under <c>Canary:Traces</c>.</summary>
internal static class TraceOptionsValidator
{
    /// <summary>Adds one line for each setting that is wrong, with what is allowed. Values of headers are not repeated, as they may be secrets.</summary>
    public static void Check(TraceOptions options, ICollection<string> problems)
    {
        if (!string.IsNullOrEmpty(options.Endpoint) && !IsEndpoint(options.Endpoint))
        {
            var said = options.Endpoint.Contains('@', StringComparison.Ordinal) ? "has a user or password in it" : $"is '{options.Endpoint}'";
            problems.Add($"Canary:Traces:Endpoint {said}; allowed is an http:// or https:// address without user, query and fragment, such as http://collector:4317.");
        }

        if (options.SampleRatio is not (>= 0 and <= 1))
        {
            problems.Add(FormattableString.Invariant($"Canary:Traces:SampleRatio is {options.SampleRatio}; allowed is 0 to 1."));
        }

        if (!string.IsNullOrEmpty(options.Headers) && !options.Headers.Split(',').All(IsHeader))
        {
            problems.Add("Canary:Traces:Headers can't be read; allowed is name=value, several separated by commas.");
        }
    }

    private static bool IsEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length == 0;

    private static bool IsHeader(string pair) =>
        pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
        && pair[..equals].Trim() is { Length: > 0 } name
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && !pair.Any(char.IsControl);
}
