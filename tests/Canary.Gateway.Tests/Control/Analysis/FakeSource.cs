using System.Globalization;
using System.Net;
using System.Text;
using System.Web;

namespace Canary.Gateway.Tests.Control.Analysis;

/// <summary>Answers what checks ask, as tests want it; without a network.</summary>
internal sealed class FakeSource : HttpMessageHandler
{
    /// <summary>What <c>{v="…"}</c> of each query is, by the query.</summary>
    public Dictionary<string, double> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers instead, where it is not null.</summary>
    public Func<string, (HttpStatusCode Status, string Body)>? Answer { get; set; }

    /// <summary>Holds every answer back, where it is not null.</summary>
    public TaskCompletionSource? Delay { get; set; }

    /// <summary>Requests so far: URL and body.</summary>
    public List<(string Url, string Body)> Requests { get; } = [];

    /// <summary>An answer of Prometheus with one series.</summary>
    public static string Vector(params string[] values) => VectorOf(values.Select(value => $$"""{"metric":{},"value":[1767225600.5,"{{value}}"]}"""));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        Requests.Add((request.RequestUri!.AbsoluteUri, body));
        if (Delay is not null)
        {
            await Delay.Task.WaitAsync(cancellationToken);
        }

        var (status, text) = Answer is { } answer ? answer(body) : (HttpStatusCode.OK, ValueOf(HttpUtility.ParseQueryString(body)["query"]!));
        return new HttpResponseMessage(status) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
    }

    private static string VectorOf(IEnumerable<string> series) => $$$"""{"status":"success","data":{"resultType":"vector","result":[{{{string.Join(',', series)}}}]}}""";

    private string ValueOf(string query) => Values.TryGetValue(query, out var value) ? Vector(value.ToString(CultureInfo.InvariantCulture)) : Vector();
}
