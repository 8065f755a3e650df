using System.Net;
using System.Net.Sockets;
using System.Text;
using Canary.Core.Services;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

/// <summary>Backends that end a kept connection.</summary>
public sealed class EarlyEndTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData("GET", 3, "HTTP/1.1 200 ")]
    [InlineData("DELETE", 3, "HTTP/1.1 200 ")]
    [InlineData("POST", 2, "HTTP/1.1 502 ")]
    [InlineData("PATCH", 2, "HTTP/1.1 502 ")]
    public async Task A_request_without_a_body_is_sent_again_at_the_end_of_a_kept_connection_where_that_does_no_harm(string method, int times, string wanted)
    {
        await using var backend = new ForgetfulBackend();
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(new VariantConfig { Destinations = [new DestinationConfig(backend.Address)] }));
        var request = $"{method} / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
        (await RawBackend.AskAsync(proxy.Url, request)).ShouldStartWith("HTTP/1.1 200 ");
        (await RawBackend.AskAsync(proxy.Url, request)).ShouldStartWith(wanted);
        backend.Requests.ShouldBe(times);
    }

    /// <summary>Answers the first request of each connection, and ends it at the second.</summary>
    private sealed class ForgetfulBackend : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;
        private int _requests;

        public ForgetfulBackend()
        {
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

        public int Requests => Volatile.Read(ref _requests);

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    using var reader = new StreamReader(client.GetStream());
                    if (await HasRequestAsync(reader))
                    {
                        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Ok));
                        await HasRequestAsync(reader);
                    }
                }
            }
            catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
            {
                // Stopped.
            }
        }

        private async Task<bool> HasRequestAsync(StreamReader reader)
        {
            string? line;
            do
            {
                line = await reader.ReadLineAsync();
            }
            while (line is { Length: > 0 });

            if (line is not null)
            {
                Interlocked.Increment(ref _requests);
            }

            return line is not null;
        }
    }
}
