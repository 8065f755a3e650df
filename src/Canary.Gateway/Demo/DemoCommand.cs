using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Demo;

/// <summary>The command <c>demo</c>: a gateway with two sample backends and light traffic, that needs nothing and leaves nothing behind.</summary>
internal static class DemoCommand
{
    /// <summary>Runs until SIGINT or SIGTERM.</summary>
    /// <param name="args">Settings that go ahead of the demo's own, as <c>--Canary:Proxy:Urls=http://127.0.0.1:9000</c>, and the demo's own, as <c>--Demo:RequestsPerSecond=100</c>; files and environment are not read.</param>
    /// <returns>The process's exit code: 0 after a clean stop, 1 on a failure, 2 on bad settings.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("canary-demo-");
        try
        {
            return await CommandExit.CodeOfAsync(() => RunAsync(Settings(folder.FullName, args)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(IConfiguration configuration)
    {
        var rate = SettingsReader.Read<DemoOptions>(configuration, "Demo", DemoOptions.Check).RequestsPerSecond;
        using var asked = new StopSignals();
        using var logging = GatewayLogging.Create(configuration);
        var loggers = logging.Loggers;
        await using var stable = await DemoBackend.StartAsync(DemoBackend.AnyPort, "stable", "1.0.0", DemoBehaviour.Good, loggers, asked.Stop);
        await using var canary = await DemoBackend.StartAsync(DemoBackend.AnyPort, "canary", "2.0.0", DemoBehaviour.NotQuiteAsGood, loggers, asked.Stop);
        await using var gateway = GatewayApplication.Create(configuration, loggers, droppedLogLines: () => logging.DroppedLines);
        await gateway.StartAsync(asked.Stop);
        var (proxy, admin) = (gateway.ProxyAddresses[0], gateway.AdminAddresses[0]);
        await DeclareServiceAsync(admin, DemoService.Document(stable.Address, canary.Address), asked.Stop);
        await using (DemoTraffic.Start([proxy], rate, TimeProvider.System, loggers.CreateLogger<DemoTraffic>()))
        {
            System.Console.WriteLine(DemoGuide.Text(proxy, admin, rate));
            await asked.WaitAsync();
            System.Console.WriteLine("Stopping.");
        }

        await gateway.StopAsync(skipDelay: true, asked.Hurry);
    }

    private static IConfiguration Settings(string folder, string[] args) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Canary:Proxy:Urls"] = $"http://127.0.0.1:{FreePortAt(8080)}",
            ["Canary:Admin:Urls"] = $"http://127.0.0.1:{FreePortAt(8081)}",
            ["Canary:Store:Kind"] = "File",
            ["Canary:Store:Path"] = folder,
            ["Canary:Logs:Format"] = "Text",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft"] = "Error",
        })
        .AddCommandLine(args)
        .Build();

    /// <summary>The port that the README names, or 0 (any) where somebody has it.</summary>
    private static int FreePortAt(int wanted)
    {
        using var listener = new TcpListener(IPAddress.Loopback, wanted);
        try
        {
            listener.Start();
            return wanted;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static async Task DeclareServiceAsync(Uri admin, string document, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var client = new HttpClient(handler) { BaseAddress = admin };
        using var content = new StringContent(document, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        content.Headers.Add("X-Canary-Reason", "the demo starts");
        using var answer = await client.PutAsync($"/api/v1/services/{DemoService.Name}", content, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            var problem = await answer.Content.ReadAsStringAsync(cancellation);
            throw new HttpRequestException($"The demo's service was refused with {(int)answer.StatusCode}: {problem}");
        }
    }
}
