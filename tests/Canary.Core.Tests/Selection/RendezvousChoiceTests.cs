using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Core.Tests.Selection;

public sealed class RendezvousChoiceTests
{
    /// <summary>Worked out by a second implementation of XXH3 and of the choice, with a library's logarithm. They must never change: users would move.</summary>
    [Theory]
    [InlineData("shop", "a", 0xB912EA21u, "stable", "canary", "a")]
    [InlineData("shop", "bob", 0x03D7271Eu, "stable", "stable", "a")]
    [InlineData("shop", "alice", 0x22AC4677u, "stable", "stable", "b")]
    [InlineData("shop", "user-1", 0x49310254u, "stable", "canary", "b")]
    [InlineData("shop", "user-42", 0x036CD7B0u, "stable", "stable", "b")]
    [InlineData("shop", "ünïcode", 0x711C100Bu, "stable", "stable", "a")]
    [InlineData("shop", "10.0.0.1", 0x76CE6382u, "stable", "canary", "b")]
    [InlineData("shop", "2001:db8::1", 0xA70E2AC5u, "stable", "canary", "c")]
    [InlineData("shop", "0123456789abcdef", 0x485E6C1Eu, "stable", "canary", "c")]
    [InlineData("api", "a", 0x118AA92Du, "stable", "canary", "a")]
    [InlineData("api", "bob", 0x8FDC0C9Bu, "stable", "stable", "c")]
    [InlineData("api", "alice", 0xA9191637u, "stable", "canary", "b")]
    [InlineData("api", "user-1", 0x349E0F43u, "stable", "canary", "b")]
    [InlineData("api", "user-42", 0x44A57A24u, "stable", "stable", "b")]
    [InlineData("api", "ünïcode", 0x05FE5A05u, "canary", "canary", "c")]
    [InlineData("api", "10.0.0.1", 0xADAEB166u, "stable", "stable", "c")]
    [InlineData("api", "2001:db8::1", 0xAEC49ACEu, "canary", "canary", "b")]
    [InlineData("api", "0123456789abcdef", 0x3A5FFCBAu, "stable", "canary", "a")]
    public void Choose_GoldenKeys_GiveTheSameForEver(string service, string key, uint bucket, string at10, string at50, string ofThree)
    {
        Bucket.Of(service, key).ShouldBe(bucket);
        Choose(service, key, ("stable", 9000), ("canary", 1000)).ShouldBe(at10);
        Choose(service, key, ("stable", 5000), ("canary", 5000)).ShouldBe(at50);
        Choose(service, key, ("a", 3333), ("b", 3333), ("c", 3334)).ShouldBe(ofThree);
    }

    /// <summary>A checksum over where a million buckets fall: one number, from the second implementation too, that any change of the arithmetic changes.</summary>
    [Fact]
    public void Choose_AMillionBuckets_GiveTheSameForEver()
    {
        var choice = new RendezvousChoice("shop", TestServices.Variants(1, 3333, 4999, 1666, 1));
        ulong checksum = 0;
        for (uint i = 0; i < 1_000_000; i++)
        {
            checksum = unchecked((checksum * 31) + (ulong)choice.Choose(i * 4_294u));
        }

        checksum.ShouldBe(4_861_141_704_877_887_857UL);
    }

    [Theory]
    [InlineData(1, 9999)]
    [InlineData(5000, 5000)]
    [InlineData(1, 3333, 4999, 1666, 1)]
    public void Choose_AnyBucket_GivesWhatExactBidsGive(params int[] weights)
    {
        var choice = new RendezvousChoice("shop", TestServices.Variants(weights));
        var different = 0;
        for (uint i = 0; i < 1_000_000; i++)
        {
            different += choice.Choose(i * 4_294u) == choice.ChooseExactly(i * 4_294u) ? 0 : 1;
        }

        different.ShouldBe(0);
    }

    [Fact]
    public void Choose_VariantsInAnotherOrder_GivesTheSame()
    {
        int[] weights = [1, 4000, 2999, 2500, 500];
        var variants = TestServices.Variants(weights);
        var reversed = variants.Reverse().ToArray();
        var choice = new RendezvousChoice("shop", variants);
        var other = new RendezvousChoice("shop", reversed);
        for (uint i = 0; i < 100_000; i++)
        {
            reversed[other.Choose(i * 42_949u)].ShouldBe(variants[choice.Choose(i * 42_949u)]);
        }
    }

    [Fact]
    public void Choose_VariantAddedWithNoWeight_MovesNobody()
    {
        var before = new RendezvousChoice("shop", TestServices.Variants(7000, 3000));
        var after = new RendezvousChoice("shop", TestServices.Variants(7000, 3000, 0));
        for (uint i = 0; i < 100_000; i++)
        {
            after.Choose(i * 42_949u).ShouldBe(before.Choose(i * 42_949u));
        }
    }

    [Theory]
    [InlineData(0, 10_000)]
    [InlineData(10_000, 0)]
    public void Choose_ZeroAndAHundredPercent_AreNothingAndEverything(int first, int second)
    {
        var choice = new RendezvousChoice("shop", TestServices.Variants(first, second));
        for (uint i = 0; i < 100_000; i++)
        {
            choice.Choose(i * 42_949u).ShouldBe(first == 0 ? 1 : 0);
        }
    }

    [Fact]
    public void RendezvousChoice_NoWeightAtAll_IsRefused() =>
        Should.Throw<ArgumentException>(() => new RendezvousChoice("shop", TestServices.Variants(0, 0)));

    private static string Choose(string service, string key, params (string Name, int Hundredths)[] variants)
    {
        var snapshots = variants
            .Select(v => new VariantSnapshot(v.Name, Weight.FromHundredths(v.Hundredths), new VariantConfig())).ToArray();
        var choice = new RendezvousChoice(service, snapshots);
        return snapshots[choice.Choose(choice.BucketOf(key))].Name;
    }
}
