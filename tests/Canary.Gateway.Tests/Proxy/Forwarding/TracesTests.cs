using System.Diagnostics;
using Canary.Gateway.Proxy.Forwarding;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

public sealed class TracesTests
{
    [Fact]
    public void NewParent_EveryTime_IsValidAndAnother()
    {
        var parents = Enumerable.Range(0, 1_000).Select(_ => Traces.NewParent()).ToList();
        parents.Distinct().Count().ShouldBe(1_000);
        parents.All(parent => ActivityContext.TryParse(parent, null, out _)).ShouldBeTrue();
    }
}
