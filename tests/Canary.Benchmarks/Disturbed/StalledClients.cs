namespace Canary.Benchmarks.Disturbed;

/// <summary>Clients that stop in the middle: of a request's head, of its body, of reading a long answer.</summary>
internal sealed record StalledClients() : Disturbance(
    "clients", $"{OfEach} clients each that have sent half a head, that have sent half a body, and that do not read an answer of 1 GB; again as soon as they are thrown out", "opened")
{
    private const int OfEach = 50;

    /// <inheritdoc/>
    public override async Task StartAsync(DisturbanceTarget target, Progress progress)
    {
        string[] requests =
        [
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ",
            "POST /post HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nhalf",
            "GET /1g HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        ];
        foreach (var request in requests)
        {
            for (var i = 0; i < OfEach; i++)
            {
                progress.Run(() => StallAsync(target.Http, request, progress));
            }
        }

        // So that buffers on the way of the long answers are full.
        await Task.Delay(TimeSpan.FromSeconds(2));
    }

    private static async Task StallAsync(int port, string request, Progress progress)
    {
        while (true)
        {
            using var client = new RawClient(receiveBytes: 4096);
            await client.SendAsync(port, request);
            progress.Add();
            await client.WaitForResetAsync();
        }
    }
}
