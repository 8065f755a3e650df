using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;
using Microsoft.Extensions.Configuration;

namespace Canary.Gateway.Tests.Hosting;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Read_NoSettings_GivesTheDefaultsOfTheContract()
    {
        var options = Read();

        options.Proxy.Urls.ShouldBe("http://0.0.0.0:8080");
        options.Admin.Urls.ShouldBe("http://127.0.0.1:8081");
        options.Store.Kind.ShouldBe(StoreKind.File);
        options.Store.Path.ShouldBe("data");
        options.Store.Redis.ShouldBe("localhost:6379");
        options.Store.KeyPrefix.ShouldBe("canary");
        options.Import.ShouldBeNull();
        options.ImportWatch.ShouldBeFalse();
        options.Shutdown.Delay.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Read_AllKindsOfValues_FillsTheOptions()
    {
        var options = Read(
            ("Canary:store:kind", "redis"), ("Canary:Shutdown:Grace", "1m30s"), ("Canary:Store:HistoryPerService", "7"),
            ("Canary:Admin:ApiKeys:0:Name", "ops"), ("Canary:Admin:ApiKeys:0:Role", "operator"), ("Canary:Proxy:TrustedProxies:0", "10.0.0.0/8"));

        options.Store.Kind.ShouldBe(StoreKind.Redis);
        options.Shutdown.Grace.ShouldBe(TimeSpan.FromSeconds(90));
        options.Store.HistoryPerService.ShouldBe(7);
        options.Admin.ApiKeys.Single().Name.ShouldBe("ops");
        options.Proxy.TrustedProxies.ShouldBe(["10.0.0.0/8"]);
    }

    [Theory]
    [InlineData("Canary:Store:Kind", "Etcd", "Canary:Store:Kind is 'Etcd'; allowed is File or Redis.")]
    [InlineData("Canary:Store:Kind", "1", "Canary:Store:Kind is '1'; allowed is File or Redis.")]
    [InlineData("Canary:Stroe:Kind", "File", "Canary:Stroe is not a setting; Canary has Proxy, Admin, Store, Discovery, Addresses, Import, ImportWatch, Instance, Testers, Shutdown, Logs, Traces.")]
    [InlineData("Canary:Shutdown:Delay", "soon", "Canary:Shutdown:Delay is 'soon'; allowed is a duration such as 500ms, 90s, 5m, 1h30m or PT5M.")]
    [InlineData("Canary:Shutdown:Delay", "1h", "Canary:Shutdown:Delay is 1h; allowed is 0s to 10m.")]
    [InlineData("Canary:Store:HistoryPerService", "many", "Canary:Store:HistoryPerService is 'many'; allowed is a whole number.")]
    [InlineData("Canary:Admin:ApiKeys:first:Name", "x", "Canary:Admin:ApiKeys:first is not a setting; the items of Canary:Admin:ApiKeys are numbered from 0.")]
    [InlineData("Canary:ImportWatch", "true", "Canary:ImportWatch is true; that is allowed only with a folder in Canary:Import.")]
    [InlineData("Canary:Instance:Id", "", "Canary:Instance:Id is ''; allowed are 1 to 128 printable ASCII characters.")]
    public void Read_BadSetting_SaysKeyValueAndWhatIsAllowed(string key, string value, string expected) =>
        Should.Throw<SettingsException>(() => Read((key, value))).Problems.ShouldBe([expected]);

    [Fact]
    public void Read_SeveralBadSettings_SaysAll() =>
        Should.Throw<SettingsException>(() => Read(("Canary:Store:Kind", "x"), ("Canary:Nope", "y"), ("Canary:Shutdown:Grace", "z"))).Problems.Count.ShouldBe(3);

    private static CanaryOptions Read(params (string Key, string Value)[] settings) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build());
}
