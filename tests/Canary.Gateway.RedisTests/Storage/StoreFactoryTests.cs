using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>Settings of the store.</summary>
public sealed class StoreFactoryTests
{
    [Fact]
    public async Task Create_Defaults_MakesAFileStore()
    {
        await using var store = StoreFactory.Create(new StoreOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        store.ShouldBeOfType<FileStore>();
    }

    [Fact]
    public async Task Create_KindRedis_MakesARedisStore()
    {
        await using var store = StoreFactory.Create(new StoreOptions { Kind = StoreKind.Redis }, TimeProvider.System, NullLoggerFactory.Instance);
        store.ShouldBeOfType<RedisStore>();
    }

    [Fact]
    public void Create_EverythingWrong_NamesEverySettingWithValueAndRange()
    {
        var options = new StoreOptions
        {
            Kind = StoreKind.Redis,
            Path = " ",
            Redis = "localhost,abortConnect=maybe,password=s3cret",
            KeyPrefix = "a{b}",
            PollInterval = TimeSpan.FromMilliseconds(49),
            HistoryPerService = 0,
            AuditEntries = 1_000_001,
        };

        var problems = Should.Throw<SettingsException>(() => StoreFactory.Create(options, TimeProvider.System, NullLoggerFactory.Instance)).Problems;
        problems.Count.ShouldBe(6);
        problems.ShouldContain("Canary:Store:PollInterval is '00:00:00.0490000'; allowed is from 00:00:00.050 to 00:01:00.");
        problems.ShouldContain("Canary:Store:HistoryPerService is '0'; allowed is from 1 to 10000.");
        problems.ShouldContain("Canary:Store:AuditEntries is '1000001'; allowed is from 100 to 1000000.");
        problems.ShouldContain(problem => problem.StartsWith("Canary:Store:KeyPrefix is 'a{b}'"));
        problems.ShouldContain(problem => problem.StartsWith("Canary:Store:Path is ' '"));
        problems.ShouldContain(problem => problem.StartsWith("Canary:Store:Redis can't be read"));
        problems.ShouldNotContain(problem => problem.Contains("s3cret"));
        problems.ShouldAllBe(problem => !problem.Contains('\n'));
    }

    [Fact]
    public void Parse_OperatorsOwnValues_AreKept()
    {
        var options = RedisConfiguration.Parse("a:1,b:2,connectTimeout=4321,configCheckSeconds=7,keepAlive=11,password=p,abortConnect=true,ssl=true");

        options.EndPoints.Count.ShouldBe(2);
        (options.ConnectTimeout, options.ConfigCheckSeconds, options.KeepAlive, options.Password, options.Ssl).ShouldBe((4321, 7, 11, "p", true));
        options.AbortOnConnectFail.ShouldBeFalse();
    }

    [Fact]
    public void Parse_NothingGiven_NoticesFailuresSoon()
    {
        var options = RedisConfiguration.Parse("localhost");
        (options.ConnectTimeout, options.SyncTimeout, options.ConfigCheckSeconds, options.AbortOnConnectFail).ShouldBe((1000, 1500, 2, false));
    }
}
