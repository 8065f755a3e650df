using System.IO.Hashing;
using System.Text;
using Canary.Core.Selection;

namespace Canary.Core.Tests.Selection;

public sealed class BucketTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(5_000)]
    public void Of_KeyOfAnyLength_IsXxh3OfItsUtf8Bytes(int length)
    {
        var key = new string('é', length);
        var seed = (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes("shop"));
        Bucket.Of("shop", key).ShouldBe((uint)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(key), seed));
    }

    [Fact]
    public void Of_OtherService_IsIndependent() =>
        // Half of the keys below the middle in one service are below it in the other, too, where the two have nothing to do with each other.
        Enumerable.Range(0, 100_000)
            .Count(i => Bucket.Of("shop", $"user-{i}") < uint.MaxValue / 2 && Bucket.Of("api", $"user-{i}") < uint.MaxValue / 2)
            .ShouldBeInRange(24_200, 25_800);
}
