using Canary.Core.Services;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Canary.Core.Yaml;

/// <summary>Reads YAML (1.2, core schema) with one or several documents.</summary>
internal static class YamlDocuments
{
    private const int MaxMessageLength = 300;

    /// <summary>Reads a file's text. Broken YAML ends the file; documents before the break are given.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="fileName">How problems name the file.</param>
    public static YamlFile Read(string yaml, string fileName)
    {
        var documents = new List<YamlDocument>();
        var problems = new List<string>();
        try
        {
            foreach (var (line, events) in Split(yaml))
            {
                var converter = new YamlToJson(events);
                if (converter.Convert(line) is { } document)
                {
                    documents.Add(document);
                }

                problems.AddRange(converter.Problems.Select(problem => $"{fileName}:{problem.Line}: {OneLine(problem.Message)}."));
            }
        }
        catch (YamlException broken)
        {
            // The parser's start is that of the whole value; where it ends is where it broke.
            problems.Add($"{fileName}:{broken.End.Line}: {OneLine(broken.Message).TrimEnd('.')}.");
        }

        return new YamlFile(documents, problems);
    }

    private static IEnumerable<(int Line, List<ParsingEvent> Events)> Split(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        var events = new List<ParsingEvent>();
        var depth = 0;
        while (MoveNext(parser))
        {
            switch (parser.Current!)
            {
                case StreamStart or StreamEnd or Comment:
                    break;
                case DocumentStart:
                    events = [];
                    break;
                case DocumentEnd:
                    // A file of comments only, or one that ends in ---, has an empty document.
                    if (events is not [Scalar { Value: "", Style: ScalarStyle.Plain }])
                    {
                        yield return ((int)events[0].Start.Line, events);
                    }

                    break;
                default:
                    events.Add(parser.Current!);
                    depth += parser.Current!.NestingIncrease;
                    if (depth > ServiceDocument.MaxDepth)
                    {
                        throw new YamlException(parser.Current.Start, parser.Current.Start, $"values are nested deeper than {ServiceDocument.MaxDepth} levels, which is the most allowed");
                    }

                    break;
            }
        }
    }

    // What the parser can't make sense of it mostly says in its own words; some of it breaks the parser itself.
    private static bool MoveNext(Parser parser)
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            var at = parser.Current?.End ?? Mark.Empty;
            throw new YamlException(at, at, "what follows here is not YAML", broken);
        }
    }

    // Messages quote keys and values, which may have line ends and any length.
    private static string OneLine(string message)
    {
        var line = new string([.. message.Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Length <= MaxMessageLength ? line : line[..MaxMessageLength] + "...";
    }
}
