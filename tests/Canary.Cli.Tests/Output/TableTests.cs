using Canary.Cli.Output;

namespace Canary.Cli.Tests.Output;

public sealed class TableTests
{
    [Fact]
    public void Lines_CellsOfDifferentWidths_StandInColumnsWithoutBlanksAtTheEnd() => new Table("A", "LONG", "C").Add("1", "2", "").Add("wide", "x", "y").Lines().ShouldBe(
        ["A     LONG  C", "1     2", "wide  x     y"]);

    [Fact]
    public void Lines_MoreThanATerminalHas_AreCut() => new Table("A", "B").Add("abc", "a long sentence").Lines(width: 12).ShouldBe(["A    B", "abc  a lo..."]);

    [Fact]
    public void Lines_TextsOfOthers_AreMadeSafe() => new Table("A").Add("\e[2Jgone\r\n").Lines().Last().ShouldBe("\\u001b[2Jgone\\u000d ");

    [Fact]
    public void Lines_WideLetters_TakeTwoColumns() => new Table("A", "B").Add("好", "x").Add("abcd", "y").Lines().ShouldBe(["A     B", "好    x", "abcd  y"]);
}
