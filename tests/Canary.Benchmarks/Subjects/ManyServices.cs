using System.Text;
using System.Text.Json.Nodes;
using Canary.Core.Services;
using Canary.Gateway.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Benchmarks.Subjects;

/// <summary>Any number of services, each with a host of its own; the first one matches any other host too.</summary>
internal static class ManyServices
{
    /// <summary>The name of the <paramref name="number"/>-th service.</summary>
    public static string NameOf(int number) => $"service-{number}";

    /// <summary>The host of the <paramref name="number"/>-th service; null for the first, which takes any.</summary>
    public static string? HostOf(int number) => number == 0 ? null : $"{NameOf(number)}.example.com";

    /// <summary>One of them as the admin API takes it.</summary>
    public static JsonObject Json(int number, int rules, string backend) => BenchmarkService.Create(NameOf(number), backend, rules, HostOf(number));

    /// <summary>One of them as the store holds it.</summary>
    public static StoredDocument Document(int number, int rules, string backend, int canary = 10)
    {
        var json = Json(number, rules, backend);
        json["weights"] = new JsonObject { ["stable"] = 100 - canary, ["canary"] = canary };
        return new StoredDocument(NameOf(number), 1, Encoding.UTF8.GetString(ServiceDocument.Write(ServiceDocument.Read(Encoding.UTF8.GetBytes(json.ToJsonString())).Value!)));
    }

    /// <summary>Fills a store on disk that no gateway has open.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="count">How many services.</param>
    /// <param name="rules">Rules of each.</param>
    /// <param name="backend">The address behind all variants.</param>
    public static async Task FillAsync(string folder, int count, int rules, string backend)
    {
        var services = Enumerable.Range(0, count).Select(number =>
        {
            string[] keys = [.. MatchKeys.Of(new MatchConfig { Hosts = HostOf(number) is { } host ? [host] : [] })];
            return new SeedDocument(NameOf(number), Document(number, rules, backend).Document, keys);
        }).ToList();
        await using var store = StoreFactory.Create(new StoreOptions { Path = folder }, TimeProvider.System, NullLoggerFactory.Instance);
        await store.StartAsync(CancellationToken.None);
        await store.ReseedAsync(Guid.NewGuid().ToString("N"), 0, services, new WriteOrigin("benchmark", null, "import", null), CancellationToken.None);
    }
}
