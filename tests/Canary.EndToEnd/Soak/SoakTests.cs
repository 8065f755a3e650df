using Canary.TestKit;

namespace Canary.EndToEnd.Soak;

/// <summary>The soak command, reduced: each kind of fault once, in a minute and a half. Its whole size is half an hour (docs/benchmarks.md).</summary>
public sealed class SoakTests
{
    private static readonly int Seconds = TestSize.Of(60, full: 1_800);
    private static readonly int Faults = TestSize.Of(8, full: 64);

    [Fact]
    public async Task Nothing_is_lost_that_is_promised()
    {
        Assert.SkipUnless(Environment.UserName == "root", "network namespaces need root");
        var (exitCode, text) = await ChildProcess.RunAsync(
            "dotnet", [Repository.BenchmarksProgram, "soak", "--seconds", $"{Seconds}", "--faults", $"{Faults}", "--rate", $"{TestSize.Of(60, full: 150)}"], within: TimeSpan.FromSeconds(Seconds) * 2 + TimeSpan.FromMinutes(5));
        exitCode.ShouldBe(0, text);
        text.ShouldContain($"{Faults} faults");
    }
}
