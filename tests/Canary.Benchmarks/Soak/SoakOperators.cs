using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Canary.Benchmarks.Soak;

/// <summary>Operators who change weights, take back, and walk rollouts at random, each time through any of the gateways in use.</summary>
internal sealed class SoakOperators(SoakClock clock, IReadOnlyList<SoakGateway> gateways, Random random)
{
    private static readonly decimal[] Weights = [0, 0, 1, 5, 12.5m, 50, 90, 100];

    private readonly List<SoakWrite> _writes = [];

    /// <summary>Everything that was asked for.</summary>
    public IReadOnlyList<SoakWrite> Writes => _writes;

    /// <summary>Writes until it is cancelled.</summary>
    public async Task WorkAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.2 + random.NextDouble()), stopping);
                await WriteAsync(Next());
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private (string Service, HttpMethod Method, string Path, string? Body, decimal? Weight) Next()
    {
        var weight = Weights[random.Next(Weights.Length)];
        return random.Next(10) switch
        {
            < 4 => ("shop", HttpMethod.Put, "weights", JsonSerializer.Serialize(new { canary = weight }), weight),
            4 => ("shop", HttpMethod.Post, "rollback", null, 0),
            5 or 6 => ("pay", HttpMethod.Post, "rollout?replace=true", SoakServices.Plan, null),
            7 => ("pay", HttpMethod.Post, $"rollout/{(random.Next(2) == 0 ? "pause" : "resume")}", null, null),
            8 => ("pay", HttpMethod.Post, "rollout/promote", null, null),
            _ => ("pay", HttpMethod.Post, "rollback", null, null),
        };
    }

    private async Task WriteAsync((string Service, HttpMethod Method, string Path, string? Body, decimal? Weight) wanted)
    {
        var inUse = gateways.Where(gateway => gateway.IsInUse).ToList();
        var gateway = inUse[random.Next(inUse.Count)];
        var reason = string.Create(CultureInfo.InvariantCulture, $"#{_writes.Count}#");
        var from = clock.Now;
        var status = 0;
        long? revision = null;
        try
        {
            using var request = new HttpRequestMessage(wanted.Method, $"/api/v1/services/{wanted.Service}/{wanted.Path}") { Headers = { { "X-Canary-Reason", reason } } };
            request.Content = wanted.Body is null ? null : new StringContent(wanted.Body, Encoding.UTF8, "application/json");
            using var answer = await gateway.Admin.SendAsync(request);
            await answer.Content.ReadAsByteArrayAsync();
            status = (int)answer.StatusCode;
            revision = answer.Headers.ETag is { } tag ? long.Parse(tag.Tag.Trim('"'), CultureInfo.InvariantCulture) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            status = 0;
        }

        _writes.Add(new SoakWrite(reason, wanted.Service, from, clock.Now, status, revision, wanted.Weight));
    }
}
