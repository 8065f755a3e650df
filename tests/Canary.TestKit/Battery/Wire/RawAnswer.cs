using System.Globalization;
using System.Text;

namespace Canary.TestKit.Battery.Wire;

/// <summary>One answer as its bytes came; text is Latin-1.</summary>
/// <param name="Status">The status; 0 where the first line is no status line.</param>
/// <param name="Head">Status line and headers, without the empty line.</param>
/// <param name="Body">The body, chunks put together.</param>
/// <param name="IsWhole">Whether it ended as its framing says; false where the connection broke off.</param>
/// <param name="Interim">Statuses of the 1xx answers before it.</param>
public sealed record RawAnswer(int Status, string Head, string Body, bool IsWhole, IReadOnlyList<int> Interim)
{
    /// <summary>The values of a header, one for each line.</summary>
    public IReadOnlyList<string> Header(string name) => RawHead.Values(Head, name);

    /// <summary>Whether the connection ends with it.</summary>
    public bool SaysClose => Header("Connection").Any(value => value.Contains("close", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads answers from the beginning of some bytes.</summary>
    /// <param name="bytes">The bytes so far.</param>
    /// <param name="closed">Whether no more will come.</param>
    /// <param name="headOnly">Whether the first answer has no body, as the question was HEAD.</param>
    public static IReadOnlyList<RawAnswer> Parse(byte[] bytes, bool closed, bool headOnly)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var answers = new List<RawAnswer>();
        var interim = new List<int>();
        var at = 0;
        while (at < text.Length)
        {
            var end = text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal);
            if (end < 0)
            {
                answers.Add(new RawAnswer(StatusOf(text[at..]), text[at..], "", false, interim));
                break;
            }

            var head = text[at..end];
            var status = StatusOf(head);
            at = end + 4;
            if (status is >= 100 and < 200 and not 101)
            {
                interim.Add(status);
                continue;
            }

            var (body, whole, next) = status is 204 or 304 or 101 || (headOnly && answers.Count == 0)
                ? ("", true, at)
                : RawBody.Read(text, head, at, closed, untilClose: true);
            answers.Add(new RawAnswer(status, head, body, whole, interim));
            interim = [];
            at = next;
        }

        return answers;
    }

    private static int StatusOf(string head) =>
        head.StartsWith("HTTP/1.", StringComparison.Ordinal) && head.Length >= 12 && int.TryParse(head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;
}
