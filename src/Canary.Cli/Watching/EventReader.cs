using System.Text;

namespace Canary.Cli.Watching;

/// <summary>Reads server-sent events, as the HTML standard has them, from a stream.</summary>
/// <param name="stream">The stream.</param>
internal sealed class EventReader(Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream, Encoding.UTF8);

    /// <summary>The id of the last event, or of a line that carries an id alone.</summary>
    public string? LastId { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>The next event; null where the stream ended.</summary>
    public async Task<(string Type, string Data)?> ReadAsync(CancellationToken cancellation)
    {
        var (type, data) = ("message", new StringBuilder());
        while (await _reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                {
                    return (type, data.ToString());
                }

                type = "message";
                continue;
            }

            var split = line.IndexOf(':', StringComparison.Ordinal);
            var (field, value) = split < 0 ? (line, "") : (line[..split], line[(split + 1)..]);
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "id":
                    LastId = value;
                    break;
                case "event":
                    type = value;
                    break;
                case "data":
                    data.Append(data.Length > 0 ? "\n" : "").Append(value);
                    break;
            }
        }

        return null;
    }
}
