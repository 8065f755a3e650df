using System.Net.Security;
using Canary.Gateway.Admin;

namespace Canary.Gateway.Hosting;

/// <summary>The command <c>healthcheck</c>: asks the running gateway whether it lives, as container images have no curl.</summary>
internal static class HealthCheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Asks <c>/livez</c> of the first admin listener without TLS, else of the first, in the settings of files, environment and <paramref name="args"/>.</summary>
    /// <returns>The process's exit code: 0 where the answer is 200, else 1, with the reason on standard error.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var urls = GatewaySettings.Load(args)["Canary:Admin:Urls"] ?? new AdminOptions().Urls;
        if (LivezAddress(urls) is not { } address)
        {
            await System.Console.Error.WriteLineAsync($"Canary:Admin:Urls is '{urls}'; the health check wants an http:// or https:// address with a port.");
            return 1;
        }

        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };

        // To its own machine it sends no secret, and the certificate is for names that others know it by.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => address.IsLoopback || errors == SslPolicyErrors.None;
        using var client = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(address);
            if (answer.IsSuccessStatusCode)
            {
                return 0;
            }

            await System.Console.Error.WriteLineAsync($"{address} answered {(int)answer.StatusCode}.");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            await System.Console.Error.WriteLineAsync($"{address} did not answer: {e.Message}");
        }

        return 1;
    }

    /// <summary>Where to ask, seen from the same machine; null where <paramref name="urls"/> does not say.</summary>
    internal static Uri? LivezAddress(string urls)
    {
        var bindings = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseBinding)
            .OfType<BindingAddress>().Where(listener => !listener.IsUnixPipe && listener.Port != 0 && listener.Scheme is "http" or "https").ToList();
        if ((bindings.Find(listener => listener.Scheme == Uri.UriSchemeHttp) ?? bindings.FirstOrDefault()) is not { } binding)
        {
            return null;
        }

        var host = binding.Host is "+" or "*" or "0.0.0.0" ? "127.0.0.1" : binding.Host == "[::]" ? "[::1]" : binding.Host;
        return Uri.TryCreate($"{binding.Scheme}://{host}:{binding.Port}/livez", UriKind.Absolute, out var address) ? address : null;
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
