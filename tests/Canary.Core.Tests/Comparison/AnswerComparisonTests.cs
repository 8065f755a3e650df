using System.IO.Compression;
using System.Text;
using Canary.Core.Comparison;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;

namespace Canary.Core.Tests.Comparison;

public sealed class AnswerComparisonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{ "b" : [1.0, 2e0], "a" : 10e-1 }""", "")]
    [InlineData("""{"a":1}""", """{"a":2}""", "/a Value")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "/a Type")]
    [InlineData("""{"a":1}""", """{}""", "/a Missing")]
    [InlineData("""{}""", """{"a":1}""", "/a Added")]
    [InlineData("""[1,2]""", """[2,1]""", "/0 Value, /1 Value")]
    [InlineData("""{"a":[{"x/y":1}]}""", """{"a":[{"x/y":2}]}""", "/a/0/x~1y Value")]
    [InlineData("""{"a":"\u00e9"}""", """{"a":"é"}""", "")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""", "")]
    [InlineData("""{"a":"\ud800"}""", """{ "a":"\ud800" }""", "body Value")]
    [InlineData("""{"a":""", """{"a": """, "body Value")]
    [InlineData("1", "[]", "/ Type")]
    public void Compare_Json_ComparesStructure(string one, string other, string expected) =>
        Places(Json(one), Json(other)).ShouldBe(expected);

    [Fact]
    public void Compare_IgnoredPlaces_AreNotCompared() =>
        Places(
            Json("""{"items":[{"id":1,"x":{"y":1}},{"id":2}],"n":1}"""),
            Json("""{"items":[{"id":3,"x":{"y":2}},{"id":4}],"n":2}"""),
            new ComparisonConfig { Ignore = new ValueList<string>(["/items/*/id", "/items/0/x"]) }).ShouldBe("/n Value");

    [Fact]
    public void Compare_OtherStatus_ComparesNothingElse() =>
        Places(Json("1"), Json("2") with { Status = 500 }).ShouldBe("status 200/500 Value");

    [Fact]
    public void Compare_Headers_ComparesValuesOfThoseListed() =>
        Places(
            Json("1") with { Headers = ["a", "b", null, "d"] },
            Json("1") with { Headers = ["a", "B", "c", null] },
            new ComparisonConfig { Headers = new ValueList<string>(["W", "X-Y", "Z", "V"]) }).ShouldBe("header x-y Value, header z Added, header v Missing");

    [Fact]
    public void Compare_Text_ComparesBytes()
    {
        var one = Json("""{"a":1}""") with { ContentType = "text/plain" };
        Places(one, one with { Body = Encoding.UTF8.GetBytes("""{"a": 1}""") }).ShouldBe("body Value");
        Places(one, one with { Body = one.Body.ToArray() }).ShouldBe("");
    }

    [Fact]
    public void Compare_Encodings_ComparesWhatIsInside()
    {
        var plain = Json("""{"a":1,"b":2}""");
        foreach (var (encoding, make) in new (string, Func<Stream, Stream>)[] { ("gzip", s => new GZipStream(s, CompressionLevel.Fastest)), ("br", s => new BrotliStream(s, CompressionLevel.Fastest)), ("deflate", s => new ZLibStream(s, CompressionLevel.Fastest)) })
        {
            var packed = Json("""{"b":2.0,"a":3}""");
            packed = packed with { ContentEncoding = encoding, Body = Pack(make, packed.Body.ToArray()) };
            Places(plain, packed).ShouldBe("/a Value", encoding);
            Places(packed, packed with { Body = "no such thing"u8.ToArray() }).ShouldBe("body Value", encoding);
        }
    }

    [Fact]
    public void Compare_BodyThatUnpacksToMuch_IsNotCompared()
    {
        var bomb = Json("") with { ContentEncoding = "gzip", Body = Pack(s => new GZipStream(s, CompressionLevel.Optimal), new byte[50_000_000]) };
        bomb.Body.Length.ShouldBeLessThan(256 * 1024);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Places(Json("1"), bomb).ShouldBe("");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000_000);
    }

    [Fact]
    public void Compare_BodyBeyondTheBound_DiffersOnlyFromOneThatIsFarFromIt()
    {
        var cut = Json("") with { IsCut = true };
        Places(Json("1"), cut).ShouldBe("body Value");
        Places(cut, cut).ShouldBe("");
        Places(Json(new string(' ', 200 * 1024) + "1"), cut).ShouldBe("");
    }

    [Fact]
    public void Compare_ManyDifferences_TellsTheFirst()
    {
        var outcome = new AnswerComparison(new ComparisonConfig()).Compare(
            Json("[" + string.Join(',', Enumerable.Repeat("1", 1000)) + "]"), Json("[" + string.Join(',', Enumerable.Repeat("2", 1000)) + "]"), PlaceSet.Empty);
        outcome.Differences.Count.ShouldBe(AnswerComparison.MostDifferences);
        outcome.Differences[19].Pattern.ShouldBe("/*");
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Application/Problem+JSON; charset=utf-8", true)]
    [InlineData("text/html", false)]
    [InlineData("application/jsonp", false)]
    [InlineData(null, false)]
    public void IsJson_ContentType_IsTold(string? type, bool expected) => AnswerComparison.IsJson(type).ShouldBe(expected);

    private static string Places(ComparableAnswer one, ComparableAnswer other, ComparisonConfig? config = null)
    {
        var outcome = new AnswerComparison(config ?? new ComparisonConfig()).Compare(one, other, PlaceSet.Empty);
        (outcome.Result == ComparisonResult.Same).ShouldBe(outcome.Differences.Count == 0);
        return string.Join(", ", outcome.Differences.Select(difference => $"{difference.Place} {difference.Kind}"));
    }

    private static ComparableAnswer Json(string body) => new() { Status = 200, ContentType = "application/json", Body = Encoding.UTF8.GetBytes(body) };

    private static byte[] Pack(Func<Stream, Stream> encoder, byte[] body)
    {
        using var packed = new MemoryStream();
        using (var stream = encoder(packed))
        {
            stream.Write(body);
        }

        return packed.ToArray();
    }
}
