using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Scale;

/// <summary>The calls whose cost is measured; each takes a running number.</summary>
internal sealed class AdminCalls(HttpClient admin, int backendPort)
{
    // Far from the services that are there at the start.
    private const int FirstAdded = 1_000_000;
    private const int Shares = 50;

    /// <summary>Other weights for the first service.</summary>
    public Task<HttpResponseMessage> ChangeWeightsAsync(int number) =>
        admin.PutAsJsonAsync($"/api/v1/services/{ManyServices.NameOf(0)}/weights", new { canary = 1 + (number % Shares) });

    /// <summary>One more service.</summary>
    public Task<HttpResponseMessage> AddServiceAsync(int number) => admin.PutAsJsonAsync(
        PathOf(number), ManyServices.Json(FirstAdded + number, rules: 10, $"http://127.0.0.1:{backendPort}"));

    /// <summary>Takes the service of that number away.</summary>
    public Task<HttpResponseMessage> RemoveServiceAsync(int number) => admin.DeleteAsync(PathOf(number));

    /// <summary>Adds and removes in turn.</summary>
    public Task<HttpResponseMessage> AddOrRemoveServiceAsync(int number) =>
        number % 2 == 0 ? AddServiceAsync(number) : RemoveServiceAsync(number - 1);

    /// <summary>The metrics page.</summary>
    public Task<HttpResponseMessage> ScrapeAsync(int number) => admin.GetAsync("/metrics", HttpCompletionOption.ResponseHeadersRead);

    /// <summary>Makes a call and reads its answer.</summary>
    /// <returns>The answer's length in bytes.</returns>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public static async Task<long> SendAsync(Func<int, Task<HttpResponseMessage>> call, int number)
    {
        using var answer = await call(number);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        // Without keeping the page, so that its reader does not slow its writer down.
        var buffer = new byte[64 * 1024];
        var total = 0L;
        await using var stream = await answer.Content.ReadAsStreamAsync();
        for (var read = 0; (read = await stream.ReadAsync(buffer)) > 0;)
        {
            total += read;
        }

        return total;
    }

    private static string PathOf(int number) => $"/api/v1/services/{ManyServices.NameOf(FirstAdded + number)}";
}
