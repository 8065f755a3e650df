using System.Text;
using Canary.Core.Comparison;

namespace Canary.Core.Tests.Comparison;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("100", "1E+2", true)]
    [InlineData("0.001", "1e-3", true)]
    [InlineData("-0", "0.000e7", true)]
    [InlineData("-1", "1", false)]
    [InlineData("12345678901234567890123456789012345", "12345678901234567890123456789012346", false)]
    [InlineData("0.1", "0.10000000000000000000000000000000000000001", false)]
    [InlineData("1e400", "10e399", true)]
    [InlineData("1e99999999999999999999", "1e99999999999999999998", false)]
    [InlineData("1e99999999999999999999", "1e99999999999999999999", true)]
    [InlineData("10", "1", false)]
    public void AreEqual_Numbers_ComparesValues(string one, string other, bool expected) =>
        JsonNumber.AreEqual(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other)).ShouldBe(expected);
}
