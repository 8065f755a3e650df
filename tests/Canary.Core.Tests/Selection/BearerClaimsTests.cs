using System.Buffers.Text;
using System.Text;
using Canary.Core.Selection;

namespace Canary.Core.Tests.Selection;

public sealed class BearerClaimsTests
{
    [Theory]
    [InlineData("""{"sub":"alice"}""", "alice")]
    [InlineData("""{"a":{"sub":"no"},"b":[{"sub":"no"},["no"]],"sub":"alice"}""", "alice")]
    [InlineData("""{"sub":12.50}""", "12.50")]
    [InlineData("""{"sub":true}""", "true")]
    [InlineData("""{"sub":["a",1,false,null,{"x":"y"},["z"],"b"]}""", "a|1|false|b")]
    [InlineData("""{"s\u0075b":"\u00e4 \n"}""", "ä \n")]
    [InlineData("""{"sub":null}""", "")]
    [InlineData("""{"Sub":"alice"}""", "")]
    [InlineData("""{"sub":"alice"} x""", "")]
    [InlineData("""{"sub":"alice" """, "")]
    [InlineData("""{"sub":"\ud800"}""", "")]
    [InlineData("""["sub"]""", "")]
    [InlineData("not json", "")]
    public void TryGet_Payload_GivesEachValue(string payload, string expected) =>
        string.Join('|', ValuesOf($"Bearer {Token(payload)}")).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a.b")]
    [InlineData("Bearer a..c")]
    [InlineData("Bearer a.!!!.c")]
    [InlineData("Basic YWxpY2U6c2VjcmV0")]
    public void Read_NoBearerToken_HasNoClaims(string authorization) => ValuesOf(authorization).ShouldBeEmpty();

    [Fact]
    public void Read_SchemeInAnotherCase_IsTheSame() => ValuesOf($"bearer {Token("""{"sub":"alice"}""")}").ShouldBe(["alice"]);

    [Fact]
    public void Read_PayloadTooLong_HasNoClaims()
    {
        var longest = BearerClaims.MaxPayloadLength / 4 * 3;
        string Payload(int length) => """{"sub":"alice"}""".PadRight(length);
        ValuesOf($"Bearer {Token(Payload(longest))}").ShouldBe(["alice"]);
        ValuesOf($"Bearer {Token(Payload(longest + 3))}").ShouldBeEmpty();
    }

    [Fact]
    public void Read_NextRequest_KnowsNothingOfTheLast()
    {
        var claims = new BearerClaims();
        claims.Read($"Bearer {Token("""{"sub":"alice"}""")}");
        claims.Read("");
        claims.TryGet("sub", 0, out _).ShouldBeFalse();
    }

    [Fact]
    public void Read_BuffersAreThere_AllocatesNothing()
    {
        var claims = new BearerClaims();
        var authorization = $"Bearer {Token("""{"sub":"alice","groups":["a","b"]}""")}";
        claims.Read(authorization);
        claims.Read(authorization);
        var before = GC.GetAllocatedBytesForCurrentThread();
        claims.Read(authorization);
        claims.TryGet("groups", 1, out _).ShouldBeTrue();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    internal static string Token(string payload) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.c2ln";

    private static List<string> ValuesOf(string authorization)
    {
        var claims = new BearerClaims();
        claims.Read(authorization);
        var values = new List<string>();
        while (claims.TryGet("sub", values.Count, out var value))
        {
            values.Add(value.ToString());
        }

        return values;
    }
}
