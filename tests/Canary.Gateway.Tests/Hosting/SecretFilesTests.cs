using Canary.Gateway.Hosting;
using Microsoft.Extensions.Configuration;

namespace Canary.Gateway.Tests.Hosting;

public sealed class SecretFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("redis-1:6379,password=a b=c", "redis-1:6379,password=a b=c")]
    [InlineData("secret\n", "secret")]
    [InlineData("secret\r\n", "secret")]
    [InlineData(" secret ", " secret ")]
    public void Resolve_ASettingInAFile_HasWhatTheFileSays(string content, string expected)
    {
        var resolved = SecretFiles.Resolve(Settings(("Canary:Store:Redis:File", FileWith(content)), ("Canary:Store:Kind", "Redis"), ("Logging:LogLevel:Default", "Debug")));
        resolved["Canary:Store:Redis"].ShouldBe(expected);
        resolved["Canary:Store:Redis:File"].ShouldBeNull();
        resolved["Canary:Store:Kind"].ShouldBe("Redis");
        resolved["Logging:LogLevel:Default"].ShouldBe("Debug");
        SettingsReader.Read(resolved).Store.Redis.ShouldBe(expected);
    }

    [Fact]
    public void Resolve_ItemsOfAList_AreResolvedToo()
    {
        var key = KeysCommand.Create();
        var resolved = SecretFiles.Resolve(Settings(
            ("Canary:Admin:ApiKeys:0:Name", "ops"), ("Canary:Admin:ApiKeys:0:Role", "admin"), ("Canary:Admin:ApiKeys:0:Hash:File", FileWith(key.Hash)), ("canary:testers:keys:0:file", FileWith(key.Key))));
        var options = SettingsReader.Read(resolved);
        options.Admin.ApiKeys.ShouldHaveSingleItem().Hash.ShouldBe(key.Hash);
        options.Testers.Keys.ShouldBe([key.Key]);
    }

    [Fact]
    public void Resolve_FilesThatCantBeUsed_AreAllNamed()
    {
        var large = FileWith(new string('a', (64 * 1024) + 1));
        var exception = Should.Throw<SettingsException>(() => SecretFiles.Resolve(Settings(
            ("Canary:Store:Redis:File", "/no/such/file"), ("Canary:Admin:PublicUrl:File", large), ("Canary:Import:File", FileWith("x")), ("Canary:Import", "y"))));
        exception.Problems.Count.ShouldBe(3);
        exception.Problems.ShouldContain(problem => problem.StartsWith("Canary:Store:Redis:File is '/no/such/file', which can't be used", StringComparison.Ordinal));
        exception.Problems.ShouldContain(problem => problem.Contains("it is larger", StringComparison.Ordinal));
        exception.Problems.ShouldContain("Canary:Import has a value, and Canary:Import:File has another; allowed is one of them.");
    }

    [Fact]
    public void Create_AKey_IsRandomAndKnownByItsHash()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => KeysCommand.Create()).ToList();
        keys.Select(key => key.Key).Distinct().Count().ShouldBe(100);
        keys.ShouldAllBe(key => key.Key.Length == 43 && key.Hash.Length == 64);
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();

    private string FileWith(string content)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, content);
        return path;
    }
}
