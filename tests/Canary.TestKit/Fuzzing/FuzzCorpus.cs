namespace Canary.TestKit.Fuzzing;

/// <summary>Inputs that are kept: <c>seed-*</c> to begin with, <c>found-*</c> that once showed a defect.</summary>
internal static class FuzzCorpus
{
    /// <summary>Those of a target, by name of their files.</summary>
    public static IReadOnlyList<byte[]> Of(string target)
    {
        var folder = Repository.PathOf("tests", "Canary.TestKit", "Fuzzing", "Corpus", target);
        return [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }
}
