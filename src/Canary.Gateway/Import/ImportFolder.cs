using System.Text;
using Canary.Core.Yaml;
using Canary.Gateway.Addressing;

namespace Canary.Gateway.Import;

/// <summary>Reads the folder that <c>Canary:Import</c> names: files in the order of their names, each with one or several documents.</summary>
internal static class ImportFolder
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all files. Every problem in every file is told, not only the first.</summary>
    /// <param name="folder">The folder; folders in it are not looked into.</param>
    public static ImportResult Read(string folder) => Read(FolderContent.Read(folder), AddressPolicy.Least);

    /// <inheritdoc cref="Read(string)"/>
    /// <param name="content">What the folder holds.</param>
    /// <param name="addresses">Where nothing in it may lead.</param>
    public static ImportResult Read(FolderContent content, AddressPolicy addresses)
    {
        var reader = new ImportReader(addresses);
        if (content.Problem is not null)
        {
            reader.Problems.Add(content.Problem);
        }

        foreach (var file in content.Files)
        {
            ReadFile(file, reader);
        }

        return reader.Finish();
    }

    private static void ReadFile(FolderFile file, ImportReader reader)
    {
        if (file.Problem is not null)
        {
            reader.Problems.Add($"{file.Path}: {file.Problem}");
            return;
        }

        string text;
        try
        {
            // A byte order mark is no part of the text.
            var start = file.Bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            text = StrictUtf8.GetString(file.Bytes, start, file.Bytes.Length - start);
        }
        catch (DecoderFallbackException)
        {
            reader.Problems.Add($"{file.Path}: is not UTF-8.");
            return;
        }

        var yaml = YamlDocuments.Read(text, file.Path);
        reader.Problems.AddRange(yaml.Problems);
        foreach (var document in yaml.Documents)
        {
            reader.Add(document, file.Path);
        }
    }
}
