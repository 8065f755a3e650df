using System.Text;
using Canary.Core.Access;

namespace Canary.Core.Tests.Access;

public sealed class ApiKeyTests
{
    [Fact]
    public void From_KnownBytes_IsTheirBase64UrlAndItsSha256()
    {
        var key = ApiKey.From([.. Enumerable.Range(0, ApiKey.RandomBytes).Select(number => (byte)number)]);
        key.Key.ShouldBe("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

        // printf %s KEY | sha256sum
        key.Hash.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key.Key))));
        Span<byte> hash = stackalloc byte[ApiKey.HashBytes];
        ApiKey.WriteHash(key.Key, hash);
        Convert.ToHexStringLower(hash).ShouldBe(key.Hash);
    }

    [Theory]
    [InlineData(ApiKey.RandomBytes - 1)]
    [InlineData(ApiKey.RandomBytes + 1)]
    public void From_MoreOrFewerBytes_IsRefused(int bytes) => Should.Throw<ArgumentException>(() => ApiKey.From(new byte[bytes]));

    [Fact]
    public void Tell_NamesTheHolderAndNeverPutsTheKeyIntoTheSettings()
    {
        var key = ApiKey.From(new byte[ApiKey.RandomBytes]);
        var told = key.Tell("ada", "viewer");
        told.ShouldContain("Name=ada Canary__Admin__ApiKeys__0__Role=viewer Canary__Admin__ApiKeys__0__Hash=" + key.Hash);
        told.Split(key.Key).Length.ShouldBe(2, "it is shown once");
    }
}
