using System.Text.Json;
using Canary.TestKit;

namespace Canary.EndToEnd.Demo;

public sealed class DemoPartsTests
{
    [Fact]
    public async Task A_backend_alone_names_itself_fails_as_often_as_told_and_ends_with_0_on_sigterm()
    {
        var address = $"http://127.0.0.1:{FreePort.Next()}/";
        await using var backend = Start("backend", $"--Demo:Listen={address}", "--Demo:Variant=canary", "--Demo:Version=2.0.0", "--Demo:ErrorEvery=3");
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address) };
        var statuses = new List<int>();
        await Eventually.TrueAsync(() => AnswersAsync(backend, client, statuses), "the backend answers");
        while (statuses.Count < 6)
        {
            await AnswersAsync(backend, client, statuses);
        }

        statuses.ShouldBe([200, 200, 500, 200, 200, 500]);
        using var answer = JsonDocument.Parse(await client.GetStringAsync("/"));
        answer.RootElement.GetProperty("variant").GetString().ShouldBe("canary");
        answer.RootElement.GetProperty("version").GetString().ShouldBe("2.0.0");
        backend.Terminate();
        (await backend.WaitAsync()).ShouldBe(0, backend.Text);
    }

    [Fact]
    public async Task Traffic_alone_reaches_every_gateway_with_users_who_keep_their_cookies()
    {
        await using var one = await StubBackend.StartAsync("one");
        await using var two = await StubBackend.StartAsync("two");
        one.ResponseHeaders["Set-Cookie"] = "canary-id=alice; Path=/";
        await using var traffic = Start("traffic", $"--Demo:Targets:0={one.Address}", $"--Demo:Targets:1={two.Address}", "--Demo:RequestsPerSecond=500");
        await Eventually.TrueAsync(
            () => traffic.HasExited || (one.Requests > 0 && two.LatestHeaders.TryGetValue("Cookie", out var cookie) && cookie == "canary-id=alice"),
            "a cookie of one gateway is sent to the other");
        traffic.Terminate();
        (await traffic.WaitAsync()).ShouldBe(0, traffic.Text);
    }

    [Theory]
    [InlineData("backend", "--Demo:Listen=8080", "Demo:Listen is '8080'; allowed is an address as http://0.0.0.0:8080.")]
    [InlineData("backend", "--Demo:ErrorEvery=-1", "Demo:ErrorEvery is -1; allowed is 0 (no errors) or more.")]
    [InlineData("backend", "--Demo:Fastest=2m", "allowed is 0s to 1m, the slowest not below the fastest.")]
    [InlineData("backend", "--Demo:Colour=red", "Demo:Colour is not a setting; Demo has Listen, Variant,")]
    [InlineData("traffic", "--Demo:RequestsPerSecond=0", "Demo:RequestsPerSecond is 0; allowed is 1 to 1000.")]
    [InlineData("traffic", "--Demo:RequestsPerSecond=5", "Demo:Targets:0 is missing; it is the address of a gateway, as http://gateway:8080.")]
    [InlineData("traffic", "--Demo:Targets:0=gateway:8080", "Demo:Targets:0 is 'gateway:8080'; allowed is an address as http://0.0.0.0:8080.")]
    public async Task Bad_settings_end_a_part_with_2_and_say_what_is_allowed(string part, string argument, string said)
    {
        await using var child = Start(part, argument);
        (await child.WaitAsync()).ShouldBe(2, child.Text);
        child.Text.ShouldContain(said);
    }

    private static ChildProcess Start(string part, params string[] arguments) =>
        ChildProcess.Start("dotnet", [Repository.GatewayProgram, "demo", part, .. arguments]);

    private static async Task<bool> AnswersAsync(ChildProcess backend, HttpClient client, List<int> statuses)
    {
        backend.HasExited.ShouldBeFalse(backend.Text);
        try
        {
            using var answer = await client.GetAsync("/");
            statuses.Add((int)answer.StatusCode);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
