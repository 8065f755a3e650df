using Canary.Core.Selection;

namespace Canary.Core.Tests.Selection;

public sealed class CookieHeaderTests
{
    [Theory]
    [InlineData("id=1", 0, "1", 1)]
    [InlineData("a=0; id=1", 0, "1", 1)]
    [InlineData("a=0;id=1;b=2", 0, "1", 1)]
    [InlineData(" \tid = 1 2 ; b=2", 0, "1 2", 1)]
    [InlineData("id=1; id=2", 1, "2", 2)]
    [InlineData("id=1; id=2", 2, null, 2)]
    [InlineData("id=", 0, "", 1)]
    [InlineData("id=a=b==", 0, "a=b==", 1)]
    [InlineData("id=\"q%20\"", 0, "\"q%20\"", 1)]
    [InlineData("id", 0, null, 0)]
    [InlineData("a=id=1; id=2", 0, "2", 1)]
    [InlineData("idid=1; id=2", 0, "2", 1)]
    [InlineData("id; id=2", 0, "2", 1)]
    [InlineData("a=b id=1", 0, null, 0)]
    [InlineData("ID=1; xid=2; id2=3", 0, null, 0)]
    [InlineData(";;=;", 0, null, 0)]
    [InlineData("", 0, null, 0)]
    public void TryGet_Line_GivesTheOccurrence(string header, int index, string? expected, int expectedFound)
    {
        CookieHeader.TryGet(header, "id", index, out var value, out var found).ShouldBe(expected is not null);
        value.ToString().ShouldBe(expected ?? "");
        found.ShouldBe(expectedFound);
    }
}
