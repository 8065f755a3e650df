using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Canary.TestKit;

namespace Canary.EndToEnd.Storage;

public sealed class KilledGatewayTests
{
    private const int Services = 4;
    private const int HistoryPage = 100;

    [Fact]
    public async Task Every_answered_write_is_there_after_sigkill_at_random_moments()
    {
        const int Seed = 20_260;
        var random = new Random(Seed);
        var folder = Directory.CreateTempSubdirectory("canary-killed-");
        var answered = new ConcurrentDictionary<string, Write>();
        var total = 0;
        try
        {
            await CreateServicesAsync(folder.FullName, answered);
            for (var round = 1; round <= TestSize.Of(10, 100); round++)
            {
                await using var gateway = await GatewayProcess.StartAsync(("Store:Path", folder.FullName));
                foreach (var (service, last) in answered)
                {
                    await HasAsync(gateway, service, last, $"round {round}, seed {Seed}");
                }

                var before = answered.Values.Sum(write => write.Revision);
                var writers = answered.Keys.Select(service => WriteUntilKilledAsync(gateway, service, round, answered)).ToList();
                await Eventually.TrueAsync(() => answered.Values.Sum(write => write.Revision) > before, "a write of this round is answered", TimeSpan.FromMinutes(2));
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 400)));
                await gateway.KillAsync();
                total += (await Task.WhenAll(writers)).Sum();
            }

            await using var survivor = await GatewayProcess.StartAsync(("Store:Path", folder.FullName));
            foreach (var (service, last) in answered)
            {
                await HasAsync(survivor, service, last, "in the end");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        total.ShouldBeGreaterThanOrEqualTo(TestSize.Of(10, 100), "the writers wrote in every round");
        Figures.Report("SIGKILL under writes, file store", $"{TestSize.Of(10, 100)} times, {total} answered writes, none lost");
    }

    private static async Task CreateServicesAsync(string folder, ConcurrentDictionary<string, Write> answered)
    {
        await using var gateway = await GatewayProcess.StartAsync(("Store:Path", folder));
        for (var n = 0; n < Services; n++)
        {
            var service = $"service-{n}";
            await gateway.PutServiceAsync(
                service,
                $$"""{"name":"{{service}}","match":{"path":"/{{service}}"},"variants":{"stable":{"destinations":["http://127.0.0.1:1"] }, "canary":{"destinations":["http://127.0.0.1:2"] } } }""");
            answered[service] = new Write(n + 1, 0, null);
        }
    }

    /// <summary>Writes one weight after the other until the gateway is gone.</summary>
    /// <returns>How many were answered.</returns>
    private static async Task<int> WriteUntilKilledAsync(GatewayProcess gateway, string service, int round, ConcurrentDictionary<string, Write> answered)
    {
        var writes = 0;
        for (var number = 0; ; number++)
        {
            var reason = $"round {round}, write {number}";
            var weight = (number % 10_000 + 1) / 100m;
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/services/{service}/weights") { Content = JsonContent.Create(new { canary = weight }) };
            request.Headers.Add("X-Canary-Reason", reason);
            try
            {
                using var answer = await gateway.Admin.SendAsync(request);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    // Says that nothing is known to have changed: on a busy machine the disk may take too long.
                    continue;
                }

                answer.IsSuccessStatusCode.ShouldBeTrue(answer.ToString());
                writes++;
                answered[service] = new Write(long.Parse(answer.Headers.ETag!.Tag.Trim('"')), weight, reason);
            }
            catch (HttpRequestException)
            {
                return writes;
            }
        }
    }

    /// <summary>The service is as the last answered write left it, or as one that was under way when the gateway died; and history has the answered one.</summary>
    private static async Task HasAsync(GatewayProcess gateway, string service, Write last, string when)
    {
        using var answer = await gateway.Admin.GetAsync($"/api/v1/services/{service}");
        answer.IsSuccessStatusCode.ShouldBeTrue($"{when}: {service} {answer}");
        var revision = long.Parse(answer.Headers.ETag!.Tag.Trim('"'));
        revision.ShouldBeGreaterThanOrEqualTo(last.Revision, $"{when}: {service} lost a write");
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        if (revision == last.Revision && last.Reason is not null)
        {
            document.RootElement.GetProperty("weights").GetProperty("canary").GetDecimal().ShouldBe(last.Weight, when);
        }

        using var history = JsonDocument.Parse(await gateway.Admin.GetStringAsync($"/api/v1/services/{service}/history?pageSize={HistoryPage}"));
        var entries = history.RootElement.GetProperty("items").EnumerateArray().ToList();
        entries[0].GetProperty("revision").GetInt64().ShouldBe(revision, when);
        if (last.Reason is not null)
        {
            entries.Single(entry => entry.GetProperty("revision").GetInt64() == last.Revision).GetProperty("reason").GetString().ShouldBe(last.Reason, when);
        }
    }

    /// <summary>A write that was answered.</summary>
    private sealed record Write(long Revision, decimal Weight, string? Reason);
}
