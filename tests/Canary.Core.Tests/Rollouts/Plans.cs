using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Core.Tests.Services;

namespace Canary.Core.Tests.Rollouts;

/// <summary>Plans and rollouts for the tests.</summary>
internal static class Plans
{
    /// <summary>The plan of the contract, with everything that a plan may have.</summary>
    public const string Full = """
        {
          "variant": "canary",
          "steps": [
            { "weight": 1, "hold": "5m" },
            { "weight": 10, "hold": "10m", "verdict": "notWorse", "deadline": "1h" },
            { "weight": 25, "gate": { "webhook": { "url": "https://gates.example.com/shop?x=1", "interval": "10s" } } },
            { "weight": 50, "gate": { "manual": { "approvers": ["alice", "bob"], "note": "look at orders" } } },
            { "weight": 100, "gate": "manual" }
          ],
          "onFail": "pause",
          "rollback": { "hold": "1m" },
          "freeze": [{ "cron": "0 18 * * FRI", "duration": "62h", "timeZone": "Europe/Berlin", "name": "weekend" }],
          "maxDuration": "1d",
          "limits": { "maxErrors": 50, "maxRequestsPerSecond": 100, "maxUsers": 1000 },
          "analysis": { "falseAlarmRate": 0.01, "errors": { "tolerance": 1.25 }, "latency": null, "minRequests": 200,
            "checks": [
              { "name": "checkout failures", "prometheus": { "url": "http://prometheus:9090", "query": "sum(failures_total{version=\"{{variant}}\"})", "total": "sum(orders_total{version=\"{{variant}}\"})", "interval": "5s" } },
              { "name": "p99", "prometheus": { "url": "http://prometheus:9090/prom", "ratio": { "query": "p99:canary / p99:stable", "max": 1.5 } } },
              { "name": "smoke", "webhook": { "url": "https://ci.example.com/smoke?x=1", "interval": "1m" } }
            ] }
        }
        """;

    public static readonly ServiceConfig Shop = Documents.Valid(Documents.Shop);

    public static DocumentResult<RolloutPlan> Read(string json, ServiceConfig? service = null) =>
        RolloutDocument.ReadPlan(Encoding.UTF8.GetBytes(json), service ?? Shop);

    /// <summary>A plan that must be valid.</summary>
    public static RolloutPlan Valid(string json, ServiceConfig? service = null)
    {
        var result = Read(json, service);
        result.Errors.ShouldBeEmpty();
        return result.Value!;
    }
}
