using Canary.Cli.Documents;

namespace Canary.Cli.Tests.Output;

public sealed class LineDiffTests
{
    [Fact]
    public void Of_EqualTexts_IsNothing() => LineDiff.Of("a\nb\n", "a\nb\n", "x", "y").ShouldBeEmpty();

    [Fact]
    public void Of_ChangesFarApart_AreHunksWithThreeLinesAround()
    {
        var before = string.Concat(Enumerable.Range(1, 20).Select(number => $"{number}\n"));
        var after = before.Replace("\n2\n", "\ntwo\n", StringComparison.Ordinal).Replace("\n18\n", "\n", StringComparison.Ordinal);
        LineDiff.Of(before, after, "x", "y").ShouldBe(
            ["--- x", "+++ y", "@@ -1,5 +1,5 @@", " 1", "-2", "+two", " 3", " 4", " 5", "@@ -15,6 +15,5 @@", " 15", " 16", " 17", "-18", " 19", " 20"]);
    }

    [Fact]
    public void Of_FromNothing_IsAllNew() => LineDiff.Of("", "a\nb\n", "x", "y").ShouldBe(["--- x", "+++ y", "@@ -0,0 +1,2 @@", "+a", "+b"]);
}
