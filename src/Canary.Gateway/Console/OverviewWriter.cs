using System.Text.Json;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Hosting;
using Canary.Gateway.Telemetry.Sampling;

namespace Canary.Gateway.Console;

/// <summary>Writes the overview. What is not known is null and not left out, so that a reader can't take an older value for it.</summary>
/// <param name="writer">Where to.</param>
/// <param name="services">What this gateway knows.</param>
/// <param name="fleet">What it knows of the others.</param>
internal sealed class OverviewWriter(Utf8JsonWriter writer, GatewayServices services, FleetState fleet)
{
    /// <summary>Writes it as one object.</summary>
    public void Write()
    {
        var snapshot = services.Snapshots.Current;
        writer.WriteStartObject();
        writer.WriteString("at", services.Time.GetUtcNow().UtcDateTime);
        writer.WriteString("gateway", services.Instance.Id);
        writer.WriteString("scope", fleet.Scope);
        writer.WriteNumber("gateways", fleet.Gateways);
        writer.WriteNumber("storeRevision", Math.Max(services.Snapshots.StoreRevision, snapshot.Revision));
        writer.WriteNumber("appliedRevision", snapshot.Revision);
        writer.WriteBoolean("storeUp", services.Store.IsConnected);
        writer.WriteString("window", Duration.Format(ServiceRates.Window));
        writer.WriteString("sparkInterval", Duration.Format(ServiceRates.SparkInterval));
        writer.WriteStartArray("services");
        ServiceSnapshot[] all = [.. snapshot.Services.Values];
        Array.Sort(all, (one, other) => string.CompareOrdinal(one.Name, other.Name));
        services.Samples.Read(samples =>
        {
            foreach (var service in all)
            {
                Write(service, fleet.Add(service.Name, ServiceRates.Of(samples, service.Name)));
            }

            return all.Length;
        });
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Write(ServiceSnapshot service, ServiceRates rates)
    {
        writer.WriteStartObject();
        writer.WriteString("name", service.Name);
        writer.WriteNumber("revision", service.Revision);
        writer.WriteString("baseline", service.Config.Baseline);
        WriteShares("desired", service, variant => service.Variants[variant].Weight.Percent);
        WriteShares("applied", service, variant => !service.Config.RolledBack ? service.Variants[variant].Weight.Percent : variant == service.BaselineIndex ? 100 : 0);
        WriteObserved(service, rates);
        writer.WriteBoolean("rolledBack", service.Config.RolledBack);
        WriteRollout(service.State.Rollout);
        writer.WriteNumber("requestsPerSecond", Math.Round(rates.Started, 2));
        WriteNumber("errorRate", rates.ErrorRate, decimals: 5);
        writer.WriteStartArray("spark");
        foreach (var value in rates.Spark)
        {
            writer.WriteNumberValue(Math.Round(value, 1));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteShares(string name, ServiceSnapshot service, Func<int, decimal> percentOf)
    {
        writer.WriteStartObject(name);
        for (var variant = 0; variant < service.Variants.Length; variant++)
        {
            writer.WriteNumber(service.Variants[variant].Name, percentOf(variant));
        }

        writer.WriteEndObject();
    }

    private void WriteObserved(ServiceSnapshot service, ServiceRates rates)
    {
        var all = service.Variants.Sum(variant => rates.LastMinute.GetValueOrDefault(variant.Name));
        if (all == 0)
        {
            writer.WriteNull("observed");
            return;
        }

        WriteShares("observed", service, variant => Math.Round(rates.LastMinute.GetValueOrDefault(service.Variants[variant].Name) * 100m / all, 2));
    }

    private void WriteRollout(Rollout? rollout)
    {
        writer.WriteString("phase", rollout?.State.Phase.ToString());
        if (rollout is null)
        {
            writer.WriteNull("step");
        }
        else
        {
            writer.WriteStartObject("step");
            writer.WriteNumber("number", rollout.State.Step + 1);
            writer.WriteNumber("of", rollout.Plan.Steps.Count);
            writer.WriteNumber("weight", (rollout.CurrentStep?.Weight ?? Weight.Zero).Percent);
            writer.WriteEndObject();
        }

        writer.WriteString("message", rollout?.State.Message);
    }

    private void WriteNumber(string name, double? value, int decimals)
    {
        if (value is { } known)
        {
            writer.WriteNumber(name, Math.Round(known, decimals));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
