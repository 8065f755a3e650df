using System.Diagnostics.Metrics;
using Canary.Core.Selection;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class GatewayInstrumentsTests
{
    [Fact]
    public void A_listener_sees_the_same_numbers_as_the_page()
    {
        var traffic = new TrafficMetrics();
        var gateway = new GatewayMetrics(TimeProvider.System, "1.2.3");
        var canary = traffic.For("shop", "canary");
        canary.RequestStarted(SelectionReason.Rule);
        canary.RequestStarted(SelectionReason.Rule);
        canary.RequestEnded(503, TimeSpan.FromSeconds(1.5));
        gateway.StoreRevisionSeen(7);
        gateway.SnapshotRejected();

        var seen = Observe(traffic, gateway);

        seen["ObservableCounter canary_requests_total{service=shop,variant=canary,code=503}"].ShouldBe(1);
        seen["ObservableCounter canary_requests_total{service=shop,variant=canary,code=200}"].ShouldBe(0);
        seen["ObservableCounter canary_request_duration_seconds_count{service=shop,variant=canary}"].ShouldBe(1);
        seen["ObservableCounter canary_request_duration_seconds_sum{service=shop,variant=canary}"].ShouldBe(1.5);
        seen["ObservableUpDownCounter canary_requests_in_flight{service=shop,variant=canary}"].ShouldBe(1);
        seen["ObservableCounter canary_selections_total{service=shop,variant=canary,reason=rule}"].ShouldBe(2);
        seen["ObservableGauge canary_weight_ratio{service=shop,variant=canary}"].ShouldBe(0);
        seen["ObservableGauge canary_store_revision{}"].ShouldBe(7);
        seen["ObservableCounter canary_rejected_snapshots_total{}"].ShouldBe(1);
        seen["ObservableGauge canary_build_info{version=1.2.3}"].ShouldBe(1);
        seen.Keys.ShouldNotContain(key => key.Contains("le=", StringComparison.Ordinal));
    }

    [Fact]
    public void After_disposal_nothing_is_published()
    {
        var instruments = new GatewayInstruments([.. new GatewayMetrics(TimeProvider.System, "other").Families, .. TrafficFamilies.Of(new TrafficMetrics())], "after-disposal");
        instruments.Dispose();

        Listen("after-disposal").ShouldBeEmpty();
    }

    private static Dictionary<string, double> Observe(TrafficMetrics traffic, GatewayMetrics gateway)
    {
        using var instruments = new GatewayInstruments([.. gateway.Families, .. TrafficFamilies.Of(traffic)], "observed-here");
        return Listen("observed-here");
    }

    private static Dictionary<string, double> Listen(string meterVersion)
    {
        Dictionary<string, double> seen = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == GatewayInstruments.MeterName && instrument.Meter.Version == meterVersion)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            var labels = string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
            seen.Add($"{instrument.GetType().Name.Split('`')[0]} {instrument.Name}{{{labels}}}", value);
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}
