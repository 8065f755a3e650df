using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Canary.EndToEnd.Operations;

/// <summary>Reads YAML as JSON nodes, aliases and merge keys resolved.</summary>
internal static class YamlFile
{
    /// <summary>The documents of a text, in order.</summary>
    public static IReadOnlyList<JsonNode> Parse(string yaml)
    {
        var deserializer = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var serializer = new SerializerBuilder().JsonCompatible().Build();
        var parser = new MergingParser(new Parser(new StringReader(yaml)));
        var documents = new List<JsonNode>();
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
        {
            documents.Add(JsonNode.Parse(serializer.Serialize(deserializer.Deserialize<object>(parser)))!);
        }

        return documents;
    }

    /// <summary>The only document of a file.</summary>
    public static JsonNode Read(string path) => Parse(File.ReadAllText(path)).Single();
}
