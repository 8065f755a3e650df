using Canary.Gateway.Storage;

namespace Canary.Gateway.RedisTests.Backups;

/// <summary>A store with something of everything that stores hold.</summary>
internal static class FilledStore
{
    public static readonly WriteOrigin Origin = new("ann", "10.0.0.7", "service.replace", "because \"so\" 🐤");

    /// <summary>The document of a service.</summary>
    public static string Document(string name, int canary = 10) => $$"""
        { "name": "{{name}}", "match": { "hosts": ["{{name}}.example"] }, "weights": { "stable": {{100 - canary}}, "canary": {{canary}} },
          "variants": { "stable": { "destinations": ["http://10.0.0.1"] }, "canary": { "destinations": ["http://10.0.0.2"] } } }
        """;

    /// <summary>A write of a service.</summary>
    public static ServiceWrite Service(string name, int canary = 10, string? state = null) =>
        new(name, Document(name, canary), state, [$"{name}.example|/"], WriteCondition.None);

    /// <summary>Fills an empty store: 40 services, one deleted, one with an owner, and documents, messages, counts, users and evidence.</summary>
    public static async Task FillAsync(IGatewayStore store)
    {
        for (var i = 0; i < 40; i++)
        {
            await WriteAsync(store, Service($"shop-{i}", i));
        }

        await WriteAsync(store, Service("shop-3", 33, """{"owner":{"file":"shop.yaml","hash":"ab12","allowsApiChanges":true}}"""));
        await WriteAsync(store, new ServiceWrite("shop-4", null, null, [], WriteCondition.None));
        await store.WriteAsync(
            new StoreWrite
            {
                Documents = [Paper(DocumentKinds.Sinks, "chat", """{"a":1}"""), Paper(DocumentKinds.Sinks, "gone", "{}"), Paper(DocumentKinds.Secrets, "links", "\"x\"")],
                Events = [new("run-1", """{"id":1}"""), new("run-1", """{"id":"two words"}"""), new("run-2", """{"id":3}""")],
                Origin = Origin,
            },
            default);
        await store.WriteAsync(new StoreWrite { Documents = [Paper(DocumentKinds.Sinks, "gone", null)], Origin = Origin }, default);
        await store.TrimOutboxAsync(1, default);
        await store.AppendAuditAsync(new AuditEntry(0, default, Origin with { Action = "weights", Remote = null, Reason = null }, "shop-1", 412, null, "too old"), default);
        await store.ReportAsync("gw-1", [new("run-1", 100, 3), new("run-2", 5, 0)], default);
        await store.ReportAsync("gw-2", [new("run-1", 50, 2)], default);
        await store.ExposeAsync(new ExposureRequest("run-1", null, 0, 5_000, [.. Enumerable.Range(-500, 1_000).Select(user => user * 9_007_199_254L)]), default);
        await store.ReportEvidenceAsync(
            "gw-1", [new EvidenceReport("run-1", 0, 50_000, [9, 4], [2, 4, 5]), new EvidenceReport("run-1", 1, 250_000, [7, 0], [8, 10, 13, 1L << 62])], default);
        await store.ReportEvidenceAsync("gw-2", [new EvidenceReport("run-1", 1, 250_000, [1, 1], [])], default);
        await store.ForgetEvidenceAsync("run-1", 1, default);
    }

    /// <summary>Writes one service.</summary>
    public static Task<WriteResult> WriteAsync(IGatewayStore store, ServiceWrite service) => store.WriteAsync(StoreWrite.Of(service, Origin), default);

    private static DocumentWrite Paper(string kind, string name, string? json) => new(kind, name, json, WriteCondition.None);
}
