using System.Net;
using System.Net.Sockets;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery;
using Canary.Gateway.Discovery.Dns;
using Canary.Gateway.Discovery.Settings;

namespace Canary.Gateway.Tests.Discovery.Dns;

/// <summary>Against a server that answers what no real one does.</summary>
public sealed class BadDnsAnswerTests
{
    private static readonly Dictionary<string, Func<byte[], byte[]>> Answers = new()
    {
        ["nothing but the header"] = question => [.. question[..2], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0],
        ["another id"] = question => Answer([(byte)(question[0] ^ 0x55), .. question[1..]], 0, 4, 4),
        ["another question"] = question => Answer([.. question[..13], (byte)'x', .. question[14..]], 0, 4, 4),
        ["an address that is cut off"] = question => Answer(question, 0, 4, 2),
        ["an address of the wrong length"] = question => Answer(question, 0, 3, 3),
        ["a name that refers to itself"] = question => Answer(question, 0, 4, 4, nameAt: QuestionEnd(question)),
        ["a single byte"] = _ => [0],
        ["no bytes"] = _ => [],
        ["server failure"] = question => Answer(question, 2, 4, 4),
        ["refused"] = question => Answer(question, 5, 4, 4),
    };

    public static TheoryData<string> Names => [.. Answers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_a_failure_and_never_a_list(string name)
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var stopping = new CancellationTokenSource();
        var serving = ServeAsync(socket, Answers[name], stopping.Token);
        using var watch = DnsSource.Create(new DnsOptions { Server = socket.Client.LocalEndPoint!.ToString() }, TimeProvider.System)!
            .Watch(new DnsDiscoveryConfig { Name = "shop.internal", Port = 80 });
        await Should.ThrowAsync<DiscoveryException>(() => watch.NextAsync(default).WaitAsync(TimeSpan.FromSeconds(30)));
        await stopping.CancelAsync();
        await serving;
    }

    /// <summary>One address record: <paramref name="length"/> is what it says of its length, <paramref name="bytes"/> what it has.</summary>
    private static byte[] Answer(byte[] question, byte code, byte length, int bytes, int nameAt = 12) =>
    [
        .. question[..2], 0x81, (byte)(0x80 | code), 0, 1, 0, 1, 0, 0, 0, 0, .. question[12..QuestionEnd(question)],
        (byte)(0xC0 | (nameAt >> 8)), (byte)nameAt, .. question[(QuestionEnd(question) - 4)..QuestionEnd(question)], 0, 0, 0, 60, 0, length, .. new byte[] { 10, 0, 0, 1 }.Take(bytes),
    ];

    private static int QuestionEnd(byte[] question) => Array.IndexOf(question, (byte)0, 12) + 5;

    private static async Task ServeAsync(UdpClient socket, Func<byte[], byte[]> answer, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var question = await socket.ReceiveAsync(cancellation);
                await socket.SendAsync(answer(question.Buffer), question.RemoteEndPoint, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}
