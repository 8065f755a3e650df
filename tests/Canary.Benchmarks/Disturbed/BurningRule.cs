using System.Globalization;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Disturbed;

/// <summary>Requests whose header makes the patterns of a service's rules backtrack for as long as they may.</summary>
internal sealed record BurningRule() : Disturbance(
    "burning",
    string.Create(CultureInfo.InvariantCulture, $"{RequestsPerSecond} requests a second to a host whose patterns burn over 30 ms of processor time on each; for stock YARP a middleware with the same patterns"),
    "burned")
{
    private const int RequestsPerSecond = 5;

    /// <inheritdoc/>
    public override async Task StartAsync(DisturbanceTarget target, Progress progress)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var hostile = HostileHeader.Calibrate();
        await SendAsync();
        progress.Repeat(RequestsPerSecond, SendAsync);

        async Task SendAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{target.Http}/"));
            request.Headers.Host = $"{DisturbedCommand.Burning}.example.com";
            request.Headers.Add(ExtraHost.PatternHeader, hostile);
            using var answer = await client.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            progress.Add();
        }
    }
}
