using Canary.Gateway.Admin.Login;

namespace Canary.Gateway.Tests.Admin.Login;

public sealed class ReturnPathTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/swagger/index.html?a=b#c")]
    [InlineData("/api/v1/services")]
    [InlineData("/#/services/shop/history")]
    [InlineData("/#//evil.example.com")]
    public void Of_a_path_of_this_listener_is_that_path(string asked) => ReturnPath.Of(asked).ShouldBe(asked);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://evil.example.com")]
    [InlineData("//evil.example.com")]
    [InlineData("/\\evil.example.com")]
    [InlineData("\\\\evil.example.com")]
    [InlineData("/\t/evil.example.com")]
    [InlineData("/\n/evil.example.com")]
    [InlineData(" /x")]
    [InlineData("/ü")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example.com")]
    [InlineData("/login?return=/login")]
    [InlineData("/logout")]
    [InlineData("/LOGOUT")]
    public void Of_anything_else_is_the_home(string? asked) => ReturnPath.Of(asked).ShouldBe(ReturnPath.Home);

    [Fact]
    public void Of_a_path_that_is_too_long_is_the_home() => ReturnPath.Of("/" + new string('a', 1000)).ShouldBe(ReturnPath.Home);
}
