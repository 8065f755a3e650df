using Canary.Core.Services;

namespace Canary.Core.Tests.Services;

public sealed class StatusCodeSetTests
{
    [Theory]
    [InlineData(500, true)]
    [InlineData(599, true)]
    [InlineData(600, false)]
    [InlineData(499, false)]
    [InlineData(429, true)]
    [InlineData(200, false)]
    [InlineData(int.MinValue, false)]
    public void Contains_HundredsAndSingleCodes_AreIn(int status, bool expected) => new StatusCodeSet(["5xx", "429"]).Contains(status).ShouldBe(expected);

    [Fact]
    public void Equals_SameCodesInOtherWords_IsTrue()
    {
        var one = new StatusCodeSet(["5xx"]);
        one.ShouldBe(new StatusCodeSet(["503", "5xx"]));
        one.GetHashCode().ShouldBe(new StatusCodeSet(["503", "5xx"]).GetHashCode());
        one.ShouldNotBe(new StatusCodeSet(["503"]));
    }

    [Theory]
    [InlineData("5xx")]
    [InlineData("4xx")]
    [InlineData("400")]
    [InlineData("599")]
    public void Problem_ACode_IsNone(string text) => StatusCodeSet.Problem(text).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("399")]
    [InlineData("600")]
    [InlineData("3xx")]
    [InlineData("5XX")]
    [InlineData("+50")]
    [InlineData("0500")]
    public void Problem_NoCode_SaysWhatIsAllowed(string text) => StatusCodeSet.Problem(text).ShouldNotBeNull().ShouldContain("must be a status from 400 to 599, 4xx or 5xx");
}
