using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Canary.Gateway.Telemetry;

/// <summary>Writes metric families in an exposition format, in pieces, so that a page of any size needs little memory.</summary>
/// <remarks>
/// Formats: prometheus.io/docs/instrumenting/exposition_formats and the OpenMetrics 1.0 specification. For one page and one
/// thread at a time. Lines are put together in a rented buffer, which goes to the output whenever it is nearly full.
/// </remarks>
internal sealed class ExpositionWriter(PipeWriter output, ExpositionFormat format) : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const int FlushAtBytes = 48 * 1024;
    private const int LongestNumberBytes = 32;
    private const int CachedLabels = 2;

    // Doubles below write whole numbers without an exponent, as integers do, which are written several times as fast.
    private const double LeastWithExponent = 1e15;

    private static readonly SearchValues<char> EscapedInText = SearchValues.Create("\\\n");
    private static readonly SearchValues<char> EscapedInQuotes = SearchValues.Create("\\\n\"");

    private readonly bool _openMetrics = format == ExpositionFormat.OpenMetrics;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _length;

    // How the latest line began: name and first labels, which the buckets, codes and reasons of one variant share.
    private byte[] _head = [];
    private int _headLength;
    private MetricFamily? _headFamily;
    private Sample _headSample;

    /// <summary>Writes a whole page.</summary>
    public async Task WriteAsync(IEnumerable<MetricFamily> families, CancellationToken cancellation)
    {
        foreach (var family in families)
        {
            WriteHead(family);
            foreach (var sample in family.Read())
            {
                WriteSample(family, sample);
                if (_length >= FlushAtBytes)
                {
                    await FlushAsync(cancellation).ConfigureAwait(false);
                }
            }
        }

        if (_openMetrics)
        {
            Append("# EOF\n"u8);
        }

        await FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(_buffer.AsMemory(0, _length), cancellation).ConfigureAwait(false);
        _length = 0;
    }

    private void WriteHead(MetricFamily family)
    {
        var name = _openMetrics ? OpenMetricsNameOf(family) : family.Name;
        WriteComment("# HELP "u8, name);
        AppendEscaped(family.Help, _openMetrics ? EscapedInQuotes : EscapedInText);
        Append("\n"u8);
        WriteComment("# TYPE "u8, name);
        Append(TypeNameOf(family.Type));
        Append("\n"u8);
        if (_openMetrics && family.Unit is { } unit)
        {
            WriteComment("# UNIT "u8, name);
            Append(unit);
            Append("\n"u8);
        }
    }

    private void WriteComment(ReadOnlySpan<byte> keyword, string name)
    {
        Append(keyword);
        Append(name);
        Append(" "u8);
    }

    private void WriteSample(MetricFamily family, in Sample sample)
    {
        if (ReferenceEquals(family, _headFamily) && sample.Part == _headSample.Part
            && ReferenceEquals(sample.Label1, _headSample.Label1) && ReferenceEquals(sample.Label2, _headSample.Label2))
        {
            Append(_head.AsSpan(0, _headLength));
        }
        else
        {
            WriteNewHead(family, sample);
        }

        var any = sample.Label1 is not null || sample.Label2 is not null;
        for (var index = CachedLabels; index < family.LabelNames.Count; index++)
        {
            any = WriteLabel(family.LabelNames[index], sample.LabelAt(index), any);
        }

        Append(any ? "} "u8 : " "u8);
        AppendNumber(sample.Value);
        Append("\n"u8);
    }

    private void WriteNewHead(MetricFamily family, in Sample sample)
    {
        var start = _length;
        Append(family.Name);
        Append(SuffixOf(sample.Part));
        var any = false;
        for (var index = 0; index < Math.Min(CachedLabels, family.LabelNames.Count); index++)
        {
            any = WriteLabel(family.LabelNames[index], sample.LabelAt(index), any);
        }

        (_headFamily, _headSample, _headLength) = (family, sample, _length - start);
        if (_head.Length < _headLength)
        {
            _head = new byte[_headLength * 2];
        }

        _buffer.AsSpan(start, _headLength).CopyTo(_head);
    }

    /// <summary>Writes a label, unless it has no value.</summary>
    /// <returns>Whether the line has labels by now.</returns>
    private bool WriteLabel(string name, string? value, bool any)
    {
        if (value is null)
        {
            return any;
        }

        Append(any ? ","u8 : "{"u8);
        Append(name);
        Append("=\""u8);
        AppendEscaped(value, EscapedInQuotes);
        Append("\""u8);
        return true;
    }

    private ReadOnlySpan<byte> TypeNameOf(MetricType type) => type switch
    {
        MetricType.Counter => "counter"u8,
        MetricType.Histogram => "histogram"u8,
        MetricType.Info when _openMetrics => "info"u8,
        _ => "gauge"u8,
    };

    /// <summary>OpenMetrics names a family without the suffix that its samples have.</summary>
    private static string OpenMetricsNameOf(MetricFamily family) => family.Type switch
    {
        MetricType.Counter => family.Name[..^"_total".Length],
        MetricType.Info => family.Name[..^"_info".Length],
        _ => family.Name,
    };

    private static ReadOnlySpan<byte> SuffixOf(SamplePart part) => part switch
    {
        SamplePart.Bucket => "_bucket"u8,
        SamplePart.Sum => "_sum"u8,
        SamplePart.Count => "_count"u8,
        _ => default,
    };

    private void AppendNumber(double value)
    {
        if (double.IsInfinity(value))
        {
            Append(value > 0 ? "+Inf"u8 : "-Inf"u8);
            return;
        }

        Reserve(LongestNumberBytes);
        var whole = Math.Abs(value) < LeastWithExponent && value == Math.Truncate(value);
        if (whole
            ? ((long)value).TryFormat(_buffer.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture)
            : value.TryFormat(_buffer.AsSpan(_length), out written, default, CultureInfo.InvariantCulture))
        {
            _length += written;
        }
    }

    private void AppendEscaped(ReadOnlySpan<char> text, SearchValues<char> escaped)
    {
        while (text.IndexOfAny(escaped) is >= 0 and var index)
        {
            Append(text[..index]);
            Append(text[index] switch { '\n' => "\\n"u8, '"' => "\\\""u8, _ => "\\\\"u8 });
            text = text[(index + 1)..];
        }

        Append(text);
    }

    private void Append(ReadOnlySpan<char> text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_length + count);
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }
}
