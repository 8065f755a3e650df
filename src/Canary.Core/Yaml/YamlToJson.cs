using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Canary.Core.Services;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Canary.Core.Yaml;

/// <summary>Turns the events of one YAML document into JSON. Aliases are expanded, within limits on what may come out.</summary>
/// <param name="events">The events of the document's root and all below.</param>
internal sealed class YamlToJson(IReadOnlyList<ParsingEvent> events)
{
    /// <summary>The most values that may come out, so that a few lines of aliases cannot become millions of values.</summary>
    public const int MaxNodes = 50_000;

    private readonly Dictionary<AnchorName, int> _anchors = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly List<(int Line, string Message)> _problems = [];
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private int _nodes;

    /// <summary>What is wrong, by line.</summary>
    public IReadOnlyList<(int Line, string Message)> Problems => _problems;

    /// <summary>The document, or null where there are problems.</summary>
    /// <exception cref="YamlException">A limit is exceeded.</exception>
    public YamlDocument? Convert(int line)
    {
        using (var writer = new Utf8JsonWriter(_buffer))
        {
            Write(writer, 0, "", 1);
        }

        if (_problems.Count > 0)
        {
            return null;
        }

        using var json = JsonDocument.Parse(_buffer.WrittenMemory);
        return new YamlDocument(json.RootElement.Clone(), line, _lines);
    }

    private int Write(Utf8JsonWriter writer, int index, string path, int depth)
    {
        var node = events[index];
        if (node is not (NodeEvent or AnchorAlias))
        {
            // The parser takes a key without a name for none at all, and its value for the key.
            throw new YamlException(node.Start, node.End, "a value is missing here");
        }

        CheckLimits(writer, node, depth);
        _lines.TryAdd(path, (int)node.Start.Line);
        if (node is AnchorAlias alias)
        {
            WriteAlias(writer, alias, path, depth);
            return index + 1;
        }

        var end = node switch
        {
            Scalar scalar => WriteScalar(writer, scalar, index),
            SequenceStart => WriteSequence(writer, index, path, depth),
            _ => WriteMapping(writer, index, path, depth),
        };

        // Known from here on only: an alias within its own node finds nothing.
        if (node is NodeEvent { Anchor: { IsEmpty: false } anchor } && !_anchors.TryAdd(anchor, index) && _anchors[anchor] != index)
        {
            Report(node, $"the anchor '{anchor}' is defined twice");
        }

        return end;
    }

    private void WriteAlias(Utf8JsonWriter writer, AnchorAlias alias, string path, int depth)
    {
        if (_anchors.TryGetValue(alias.Value, out var target))
        {
            Write(writer, target, path, depth);
            return;
        }

        Report(alias, $"the alias '{alias.Value}' stands for no anchor before it");
        writer.WriteNullValue();
    }

    private int WriteScalar(Utf8JsonWriter writer, Scalar scalar, int index)
    {
        var isText = scalar.Style != ScalarStyle.Plain || scalar.Tag == "!" || scalar.Tag == "tag:yaml.org,2002:str";
        if (!scalar.Tag.IsEmpty && !isText)
        {
            Report(scalar, $"the tag '{scalar.Tag}' is not supported");
        }

        if (isText)
        {
            writer.WriteStringValue(scalar.Value);
        }
        else if (!YamlScalar.TryWrite(writer, scalar.Value))
        {
            Report(scalar, $"'{scalar.Value}' is a number that cannot be used here; put it in quotes to make it a text");
            writer.WriteNullValue();
        }

        return index + 1;
    }

    private int WriteSequence(Utf8JsonWriter writer, int index, string path, int depth)
    {
        CheckTag((NodeEvent)events[index]);
        writer.WriteStartArray();
        index++;
        for (var item = 0; events[index] is not SequenceEnd; item++)
        {
            index = Write(writer, index, string.Create(CultureInfo.InvariantCulture, $"{path}[{item}]"), depth + 1);
        }

        writer.WriteEndArray();
        return index + 1;
    }

    private int WriteMapping(Utf8JsonWriter writer, int index, string path, int depth)
    {
        CheckTag((NodeEvent)events[index]);
        writer.WriteStartObject();
        index++;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (events[index] is not MappingEnd)
        {
            if (events[index] is not Scalar key)
            {
                throw Error(events[index], "a key must be a plain text");
            }

            if (!seen.TryAdd(key.Value, (int)key.Start.Line))
            {
                Report(key, $"the key '{key.Value}' is there already, in line {seen[key.Value]}");
            }

            writer.WritePropertyName(key.Value);
            _lines.TryAdd(path.Length == 0 ? key.Value : $"{path}.{key.Value}", (int)key.Start.Line);
            index = Write(writer, index + 1, path.Length == 0 ? key.Value : $"{path}.{key.Value}", depth + 1);
        }

        writer.WriteEndObject();
        return index + 1;
    }

    private void CheckLimits(Utf8JsonWriter writer, ParsingEvent node, int depth)
    {
        if (depth > ServiceDocument.MaxDepth)
        {
            throw Error(node, $"values are nested deeper than {ServiceDocument.MaxDepth} levels, which is the most allowed");
        }

        if (++_nodes > MaxNodes)
        {
            throw Error(node, $"the document has more than {MaxNodes} values once its aliases are expanded, which is the most allowed");
        }

        if (writer.BytesCommitted + writer.BytesPending > ServiceDocument.MaxBytes)
        {
            throw Error(node, $"the document has more than {ServiceDocument.MaxBytes} bytes once its aliases are expanded, which is the most allowed");
        }
    }

    private void CheckTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty)
        {
            Report(node, $"the tag '{node.Tag}' is not supported");
        }
    }

    private void Report(ParsingEvent at, string message) => _problems.Add(((int)at.Start.Line, message));

    private static YamlException Error(ParsingEvent at, string message) => new(at.Start, at.Start, message);
}
