using Canary.TestKit.Battery;
using Canary.TestKit.Battery.Running;

namespace Canary.Gateway.Tests.Proxy.Battery;

/// <summary>Runs a list of cases once, beside each other, for all tests of a class.</summary>
public abstract class BatteryFixture(IReadOnlyList<BatteryCase> cases) : IAsyncLifetime
{
    private const int Lanes = 3;
    private BatteryRun? _run;

    public ValueTask InitializeAsync()
    {
        _run = BatteryRun.Start(cases, Lanes, GatewayBatterySubject.StartAsync);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _run!.Whole;

    /// <summary>Fails where a case did not end as wanted.</summary>
    internal async Task CheckAsync(string name)
    {
        var @case = cases.Single(c => c.FullName == name);
        var seen = await _run!.ResultOf(@case);
        seen.ShouldNotBeNull();
        (@case.Wanted.IsMet(seen) || BatteryExceptions.Of(@case) is not null).ShouldBeTrue($"{@case}\nwanted: {@case.Wanted}\nseen:   {seen}");
        if (BatteryExceptions.Of(@case) is { } exception)
        {
            @case.Wanted.IsMet(seen).ShouldBeFalse($"{@case} is as wanted now: its exception '{exception.Reason}' can go.");
        }
    }
}
