namespace Canary.Gateway.Tests.Admin;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private EventReader(HttpResponseMessage answer, Stream body) => (_answer, _lines) = (answer, new StreamReader(body));

    /// <summary>Returns when the stream has begun: what changes from then on is told.</summary>
    public static async Task<EventReader> OpenAsync(AdminUnderTest admin, string query = "", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events" + query);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        var answer = await admin.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new EventReader(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next events; what carries no data is no event.</summary>
    public async Task<IReadOnlyList<(string Id, string Type, string Data)>> ReadAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var events = new List<(string, string, string)>();
        var (id, type, data) = ("", "", "");
        while (events.Count < count)
        {
            var line = await _lines.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException("The stream of events ended.");
            if (line.Length == 0)
            {
                if (data.Length > 0)
                {
                    events.Add((id, type, data));
                }

                (type, data) = ("", "");
            }
            else if (line.Split(": ", 2) is [var name, var value])
            {
                (id, type, data) = name switch
                {
                    "id" => (value, type, data),
                    "event" => (id, value, data),
                    "data" => (id, type, data + value),
                    _ => (id, type, data),
                };
            }
        }

        return events;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _answer.Dispose();
        return ValueTask.CompletedTask;
    }
}
