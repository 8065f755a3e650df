using Canary.TestKit;

namespace Canary.EndToEnd.Hosting;

public sealed class SettingsTests
{
    public static TheoryData<string, string, string> BadSettings => new()
    {
        { "Store__Kind", "Sqlite", "Canary:Store:Kind" },
        { "Store__Knd", "File", "Canary:Store:Knd" },
        { "Store__PollInterval", "soon", "Canary:Store:PollInterval" },
        { "Store__HistoryPerService", "0", "Canary:Store:HistoryPerService" },
        { "Proxy__Urls", "127.0.0.1:8080", "Canary:Proxy:Urls" },
        { "Proxy__Urls", "https://127.0.0.1:0", "Canary:Proxy:Certificate" },
        { "Proxy__TrustedProxies__0", "10.0.0.0/33", "Canary:Proxy:TrustedProxies" },
        { "Admin__Urls", "http://0.0.0.0:0", "Canary:Admin:Urls" },
        { "Admin__ApiKeys__0__Hash", "abc", "Canary:Admin:ApiKeys:0" },
        { "Admin__Oidc__Authority", "http://login.example.com", "Canary:Admin:Oidc:Authority" },
        { "Admin__ClientCertificates__Use", "Required", "Canary:Admin:ClientCertificates:Use" },
        { "Import", "/no/such/folder", "Canary:Import" },
        { "Shutdown__Delay", "1h", "Canary:Shutdown:Delay" },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public async Task Gateway_ends_with_2_and_names_the_setting(string key, string value, string named)
    {
        var (exitCode, text) = await RunAsync((key, value));
        exitCode.ShouldBe(2, text);
        var lines = text.Split('\n');
        lines.Length.ShouldBeLessThanOrEqualTo(3, text);
        lines[0].ShouldStartWith(named, Case.Sensitive, text);
        text.ShouldNotContain("   at ", Case.Sensitive, "no stack trace");
    }

    [Fact]
    public async Task Gateway_names_every_bad_setting_at_once()
    {
        var (exitCode, text) = await RunAsync(("Store__Kind", "Sqlite"), ("Store__HistoryPerService", "many"), ("Shutdown__Grace", "-1s"));
        exitCode.ShouldBe(2, text);
        text.Split('\n').Length.ShouldBe(3, text);
    }

    [Fact]
    public async Task Gateway_ends_with_2_on_a_word_that_is_no_command()
    {
        var (exitCode, text) = await ChildProcess.RunAsync("dotnet", [Repository.GatewayProgram, "serve"]);
        exitCode.ShouldBe(2, text);
        text.ShouldContain("'serve'");
        text.Split('\n').Length.ShouldBe(1, text);
    }

    [Fact]
    public async Task Gateway_ends_with_1_and_says_so_where_its_port_is_taken()
    {
        await using var first = await GatewayProcess.StartAsync();
        var (exitCode, text) = await RunAsync(("Proxy__Urls", first.ProxyUrl.AbsoluteUri.TrimEnd('/')));
        exitCode.ShouldBe(1, text);
        text.Split('\n')[^1].ShouldContain($"{first.ProxyUrl.Port}");
    }

    private static async Task<(int ExitCode, string Text)> RunAsync(params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("canary-settings-");
        try
        {
            var environment = new Dictionary<string, string?>
            {
                ["Canary__Proxy__Urls"] = "http://127.0.0.1:0",
                ["Canary__Admin__Urls"] = "http://127.0.0.1:0",
                ["Canary__Store__Path"] = folder.FullName,
            };
            foreach (var (key, value) in settings)
            {
                environment["Canary__" + key] = value;
            }

            return await ChildProcess.RunAsync("dotnet", [Repository.GatewayProgram], environment);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
