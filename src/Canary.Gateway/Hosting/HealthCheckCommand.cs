using Canary.Gateway.Admin;

namespace Canary.Gateway.Hosting;

/// <summary>The command <c>healthcheck</c>: asks the running gateway whether it lives, as container images have no curl.</summary>
internal static class HealthCheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Asks <c>/livez</c> of the first admin listener in the settings of files, environment and <paramref name="args"/>.</summary>
    /// <returns>The process's exit code: 0 where the answer is 200, else 1, with the reason on standard error.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var urls = GatewaySettings.Load(args)["Canary:Admin:Urls"] ?? new AdminOptions().Urls;
        if (LivezAddress(urls) is not { } address)
        {
            await Console.Error.WriteLineAsync($"Canary:Admin:Urls is '{urls}'; the health check wants an http:// address with a port.");
            return 1;
        }

        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(address);
            if (answer.IsSuccessStatusCode)
            {
                return 0;
            }

            await Console.Error.WriteLineAsync($"{address} answered {(int)answer.StatusCode}.");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{address} did not answer: {e.Message}");
        }

        return 1;
    }

    /// <summary>Where to ask, seen from the same machine; null where <paramref name="urls"/> does not say.</summary>
    internal static Uri? LivezAddress(string urls)
    {
        var first = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        if (first is null)
        {
            return null;
        }

        var binding = ParseBinding(first);
        if (binding is null || binding.IsUnixPipe || binding.Port == 0 || binding.Scheme != Uri.UriSchemeHttp)
        {
            return null;
        }

        var host = binding.Host is "+" or "*" or "0.0.0.0" ? "127.0.0.1" : binding.Host == "[::]" ? "[::1]" : binding.Host;
        return Uri.TryCreate($"http://{host}:{binding.Port}/livez", UriKind.Absolute, out var address) ? address : null;
    }

    private static BindingAddress? ParseBinding(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
