using Canary.Core.Selection;

namespace Canary.Core.Tests.Selection;

public sealed class QueryValuesTests
{
    [Theory]
    [InlineData("?q=1", 0, "1")]
    [InlineData("q=1", 0, "1")]
    [InlineData("?a=0&q=1&q=2", 1, "2")]
    [InlineData("?a=0&q=1&q=2", 2, null)]
    [InlineData("?q", 0, "")]
    [InlineData("?q=", 0, "")]
    [InlineData("?&&q=1", 0, "1")]
    [InlineData("?q=a+b%20c", 0, "a b c")]
    [InlineData("?%71=%C3%A4%2f%F0%9F%90%A6", 0, "ä/🐦")]
    [InlineData("?q=100%&x", 0, "100%")]
    [InlineData("?q=%zz%4", 0, "%zz%4")]
    [InlineData("?q=%C3%28%ff", 0, "%C3(%ff")]
    [InlineData("?q=a=b", 0, "a=b")]
    [InlineData("?Q=1", 0, null)]
    [InlineData("?", 0, null)]
    [InlineData("", 0, null)]
    public void TryGet_Query_GivesTheDecodedOccurrence(string query, int index, string? expected)
    {
        char[] scratch = [];
        QueryValues.TryGet(query, "q", index, ref scratch, out var value).ShouldBe(expected is not null);
        value.ToString().ShouldBe(expected ?? "");
    }

    [Fact]
    public void TryGet_LongEscapedValue_MakesRoom()
    {
        char[] scratch = [];
        var query = "?q=" + string.Concat(Enumerable.Repeat("%41", 5_000));
        QueryValues.TryGet(query, "q", 0, ref scratch, out var value).ShouldBeTrue();
        value.ToString().ShouldBe(new string('A', 5_000));
    }
}
