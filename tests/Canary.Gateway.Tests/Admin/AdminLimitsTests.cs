using System.Net;
using System.Net.Sockets;
using Canary.Gateway.Admin;
using Canary.Gateway.Tests.Proxy.Forwarding;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Admin;

public sealed class AdminLimitsTests
{
    private static readonly string FewHeaders = string.Concat(Enumerable.Range(0, 62).Select(i => $"X-{i}: 1\r\n"));

    /// <summary>What fits, what does not, and what the latter gets.</summary>
    public static TheoryData<string, string, int> Sizes => new()
    {
        { Get("/livez?" + new string('a', 8_000)), Get("/livez?" + new string('a', 8_200)), 414 },
        { Get("/livez", $"X-A: {new string('a', 32_000)}\r\n"), Get("/livez", $"X-A: {new string('a', 32_800)}\r\n"), 431 },
        { Get("/livez", FewHeaders), Get("/livez", FewHeaders + "X-Last: 1\r\n"), 431 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task What_fits_passes_and_one_more_gets_its_answer(string fits, string tooMuch, int status)
    {
        await using var admin = await AdminUnderTest.StartAsync();
        (await RawBackend.AskAsync(admin.Address, fits)).ShouldStartWith("HTTP/1.1 200 ");
        (await RawBackend.AskAsync(admin.Address, tooMuch)).ShouldStartWith($"HTTP/1.1 {status} ");
    }

    [Fact]
    public async Task A_connection_too_many_is_closed_and_the_next_after_some_have_gone_is_served()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var clients = new List<TcpClient>();
        for (var i = 0; i < AdminLimits.Connections; i++)
        {
            var client = new TcpClient();
            clients.Add(client);
            await client.ConnectAsync(IPAddress.Loopback, admin.Address.Port);
        }

        await Eventually.TrueAsync(async () => !(await RawBackend.AskAsync(admin.Address, Get("/livez"))).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal), "it is full");
        clients.ForEach(client => client.Dispose());
        await Eventually.TrueAsync(async () => (await RawBackend.AskAsync(admin.Address, Get("/livez"))).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal), "it serves again");
    }

    private static string Get(string target, string headers = "") => $"GET {target} HTTP/1.1\r\nHost: localhost\r\n{headers}Connection: close\r\n\r\n";
}
