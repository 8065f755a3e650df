using System.Buffers;
using System.IO.Pipelines;
using Canary.Gateway.Discovery.Registries;

namespace Canary.Gateway.Discovery.Kubernetes;

/// <summary>A watch that runs: an answer without end, in lines.</summary>
internal sealed class KubernetesStream : IDisposable
{
    /// <summary>The most bytes of a line. A slice has 1000 endpoints at most, of which each takes some hundred bytes.</summary>
    public const int MaxLineBytes = 4 * 1024 * 1024;

    private readonly RegistryClient _client;
    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenSource _late;
    private readonly long _began;
    private PipeReader? _reader;

    /// <summary>Takes over an answer.</summary>
    /// <param name="client">Tells failures.</param>
    /// <param name="response">The answer, disposed of together with this.</param>
    /// <param name="lasts">When it is given up.</param>
    public KubernetesStream(RegistryClient client, HttpResponseMessage response, TimeSpan lasts)
    {
        _client = client;
        _response = response;
        _began = client.Time.GetTimestamp();
        _late = new CancellationTokenSource(lasts, client.Time);
    }

    /// <summary>How long it has run.</summary>
    public TimeSpan Age => _client.Time.GetElapsedTime(_began);

    /// <summary>All lines that are there, at least one.</summary>
    /// <returns>They, or null where the stream has ended or was cut off; half a line at its end does not count.</returns>
    /// <exception cref="DiscoveryException">A line is too long.</exception>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>?> ReadAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _late.Token);
        try
        {
            _reader ??= PipeReader.Create(await _response.Content.ReadAsStreamAsync(either.Token));
            while (true)
            {
                var result = await _reader.ReadAsync(either.Token);
                var rest = result.Buffer;
                var lines = TakeLines(ref rest);
                _reader.AdvanceTo(rest.Start, rest.End);
                if (rest.Length > MaxLineBytes)
                {
                    throw _client.Failure(FormattableString.Invariant($"answered with a line of more than {MaxLineBytes} bytes"));
                }

                if (lines.Count > 0 || result.IsCompleted)
                {
                    return lines.Count > 0 ? lines : null;
                }
            }
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException || (problem is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader?.Complete();
        _response.Dispose();
        _late.Dispose();
    }

    private static List<ReadOnlyMemory<byte>> TakeLines(ref ReadOnlySequence<byte> rest)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        while (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            if (!line.IsEmpty)
            {
                lines.Add(line.ToArray());
            }
        }

        return lines;
    }
}
