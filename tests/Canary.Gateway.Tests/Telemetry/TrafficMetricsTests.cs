using Canary.Core.Selection;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class TrafficMetricsTests
{
    private readonly TrafficMetrics _traffic = new();

    [Fact]
    public void For_SameNames_IsTheSameObject()
    {
        var first = _traffic.For("shop", "canary");

        _traffic.For("shop", "canary").ShouldBeSameAs(first);
        _traffic.For("shop", "stable").ShouldNotBeSameAs(first);
        _traffic.For("blog", "canary").ShouldNotBeSameAs(first);
    }

    [Fact]
    public void Retain_ServiceStays_KeepsItsCounts()
    {
        var canary = _traffic.For("shop", "canary");
        canary.RequestStarted(SelectionReason.Rule);

        Retain(("shop", "canary"), ("shop", "stable"));

        _traffic.For("shop", "canary").ShouldBeSameAs(canary);
        canary.SelectionsFor(SelectionReason.Rule).ShouldBe(1);
    }

    [Fact]
    public void Retain_ServiceOrVariantGone_ItsSeriesGo()
    {
        Retain(("shop", "canary"), ("shop", "stable"), ("blog", "stable"));
        Names().ShouldBe(["blog/stable", "shop/canary", "shop/stable"]);

        Retain(("shop", "stable"));
        Names().ShouldBe(["shop/stable"]);

        Retain();
        Names().ShouldBeEmpty();
    }

    [Fact]
    public void Retain_OneVariantReplacedByAnother_SwapsTheirSeries()
    {
        Retain(("shop", "stable"), ("shop", "blue"));

        Retain(("shop", "stable"), ("shop", "green"));

        Names().ShouldBe(["shop/green", "shop/stable"]);
    }

    [Fact]
    public void For_RecreatedService_StartsAtZeroWhileOldRequestsEndElsewhere()
    {
        var old = _traffic.For("shop", "stable");
        old.RequestStarted(SelectionReason.Weight);
        Retain();

        var recreated = _traffic.For("shop", "stable");
        old.RequestEnded(200, TimeSpan.FromSeconds(1));

        recreated.ShouldNotBeSameAs(old);
        recreated.InFlight.ShouldBe(0);
        recreated.Codes.CountOf(200).ShouldBe(0);
        recreated.SelectionsFor(SelectionReason.Weight).ShouldBe(0);
    }

    [Fact]
    public void Variants_WhileOthersChangeThem_IsAlwaysSortedAndWhole()
    {
        const int rounds = 2_000;
        Retain(("shop", "canary"), ("shop", "stable"));

        Concurrently.Run(3, number =>
        {
            for (var round = 0; round < rounds; round++)
            {
                if (number == 0)
                {
                    Retain(("shop", "canary"), ("shop", "stable"), (round % 2 == 0 ? "blog" : "zoo", "stable"));
                    continue;
                }

                var names = Names();
                names.ShouldBe(names.Order(StringComparer.Ordinal));
                names.ShouldContain("shop/canary");
                names.ShouldContain("shop/stable");
            }
        });

        Names().ShouldBe(["shop/canary", "shop/stable", "zoo/stable"]);
    }

    private string[] Names() => [.. _traffic.Variants.Select(v => $"{v.Service}/{v.Variant}")];

    private void Retain(params (string Service, string Variant)[] variants)
    {
        foreach (var (service, variant) in variants)
        {
            _traffic.For(service, variant);
        }

        foreach (var service in _traffic.Variants.Select(v => v.Service).Distinct())
        {
            _traffic.Retain(service, [.. variants.Where(v => v.Service == service).Select(v => v.Variant)]);
        }
    }
}
