using System.Text.Json;

namespace Canary.Benchmarks.Soak;

/// <summary>One version that the store accepted.</summary>
internal sealed record SoakVersion(string Service, long Revision, string Action, string Actor, string Reason);

/// <summary>What the store says happened. It keeps a limited number of versions, so it is read again and again.</summary>
internal sealed class SoakHistory(IReadOnlyList<SoakGateway> gateways)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly string[] Services = ["shop", "pay", "orders"];

    private readonly Dictionary<(string Service, long Revision), SoakVersion> _versions = [];

    /// <summary>Where a version was told in two ways at two times.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Versions of a service, oldest first.</summary>
    public IReadOnlyList<SoakVersion> Of(string service) => [.. _versions.Values.Where(version => version.Service == service).OrderBy(version => version.Revision)];

    /// <summary>Reads until it is cancelled.</summary>
    public async Task FollowAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await ReadAsync();
            await Task.WhenAny(Task.Delay(Interval, stopping));
        }
    }

    /// <summary>Reads once.</summary>
    public async Task ReadAsync()
    {
        try
        {
            foreach (var service in Services)
            {
                using var page = JsonDocument.Parse(await gateways.First(gateway => gateway.IsInUse).Admin.GetStringAsync($"/api/v1/services/{service}/history?pageSize=100"));
                foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
                {
                    Add(new SoakVersion(service, item.GetProperty("revision").GetInt64(), Text(item, "action"), Text(item, "actor"), Text(item, "reason")));
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The store does not answer, as is its right now; what it has is read next time.
            return;
        }
    }

    private void Add(SoakVersion version)
    {
        if (!_versions.TryAdd((version.Service, version.Revision), version) && _versions[(version.Service, version.Revision)] is var before && before != version)
        {
            Problems.Add($"Revision {version.Revision} of {version.Service} was {before}, and is {version}.");
        }
    }

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
