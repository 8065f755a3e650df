using System.IO.Pipelines;
using System.Text;
using Canary.Gateway.Proxy.Admission;
using Canary.TestKit;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Gateway.Tests.Proxy.Admission;

/// <summary>What the server and the client see of a connection that the server aborts.</summary>
public sealed class HeldConnectionTests : IDisposable
{
    private const int Resets = 20;
    private readonly SteppedTime _time = new();
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly ClientsConnection _client;
    private readonly HeldConnection _connection;

    public HeldConnectionTests()
    {
        _client = new ClientsConnection { Transport = new Ends(_toServer.Reader, _toClient.Writer) };
        _client.Features.Set<IConnectionLifetimeNotificationFeature>(_client);
        _connection = Connect(new HeldConnections(1, _time));
        TakeBack(Resets);
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task One_that_is_not_aborted_is_as_without_it()
    {
        await _toServer.Writer.WriteAsync("hello"u8.ToArray());
        (await ReadAsync(_connection.Transport.Input)).ShouldBe("hello");
        await _connection.Transport.Output.WriteAsync("good day"u8.ToArray());
        (await ReadAsync(_toClient.Reader)).ShouldBe("good day");

        await _connection.Transport.Input.CompleteAsync();
        await _connection.Transport.Output.CompleteAsync();
        (await _toClient.Reader.ReadAsync()).IsCompleted.ShouldBeTrue();
        (await _toServer.Writer.FlushAsync()).IsCompleted.ShouldBeTrue();
        _connection.LetGo.IsCompleted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_young_one_is_over_for_the_server_and_open_for_the_client(bool whileReading)
    {
        await _toServer.Writer.WriteAsync("hello"u8.ToArray());
        (await ReadAsync(_connection.Transport.Input)).ShouldBe("hello");
        var reading = whileReading ? _connection.Transport.Input.ReadAsync() : default;
        _time.Advance(HeldConnections.LeastAge - TimeSpan.FromSeconds(1));
        TakeBack(Resets);
        _connection.Abort(new ConnectionAbortedException("enough"));
        _connection.Abort();
        await _toServer.Writer.WriteAsync("and more"u8.ToArray());
        var read = await (whileReading ? reading : _connection.Transport.Input.ReadAsync());
        read.IsCompleted.ShouldBeTrue();
        read.Buffer.IsEmpty.ShouldBeTrue();
        _connection.Transport.Input.AdvanceTo(read.Buffer.End);

        // The server says good-bye and is done; the client's side stays as it is.
        await _connection.Transport.Output.WriteAsync("bye"u8.ToArray());
        await _connection.Transport.Input.CompleteAsync();
        await _connection.Transport.Output.CompleteAsync();
        (await ReadAsync(_toClient.Reader)).ShouldBe("bye");
        _toClient.Reader.TryRead(out _).ShouldBeFalse();
        (_client.Aborted, _connection.LetGo.IsCompleted).ShouldBe((null, false));

        // A gateway that stops does not wait for it.
        _client.RequestClose();
        await _connection.LetGo.WaitAsync(TimeSpan.FromMinutes(1));
        _client.Aborted!.Message.ShouldBe("enough");
    }

    [Fact]
    public void An_old_one_is_aborted_at_once()
    {
        _time.Advance(HeldConnections.LeastAge);
        TakeBack(Resets);
        AbortsAtOnce();
    }

    [Fact]
    public void One_that_took_back_nothing_of_late_is_aborted_at_once()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        AbortsAtOnce();
    }

    [Fact]
    public void One_that_took_back_a_single_request_of_late_is_held()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        TakeBack(1);
        _connection.Abort(new ConnectionAbortedException("enough"));
        (_client.Aborted, _connection.LetGo.IsCompleted).ShouldBe((null, false));
    }

    [Fact]
    public void One_that_overran_the_server_is_held_though_no_reset_was_seen_yet()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _connection.Abort(new ConnectionAbortedException(ResetBudget.Overrun));
        (_client.Aborted, _connection.LetGo.IsCompleted).ShouldBe((null, false));
    }

    [Fact]
    public void The_server_still_says_so_in_these_words() =>
        File.ReadAllBytes(typeof(KestrelServer).Assembly.Location).AsSpan().IndexOf(Encoding.Unicode.GetBytes(ResetBudget.Overrun)).ShouldBePositive();

    [Fact]
    public void One_that_its_client_has_closed_is_aborted_at_once_and_owes_nothing()
    {
        _client.ConnectionClosed = new CancellationToken(canceled: true);
        TakeBack(100 * Resets);
        _client.Aborted.ShouldBeNull();
        AbortsAtOnce();
    }

    [Fact]
    public void One_too_many_is_aborted_at_once()
    {
        var places = new HeldConnections(1, _time);
        places.TryTake().ShouldBeTrue();
        var other = Connect(places);
        TakeBack(Resets);
        other.Abort(new ConnectionAbortedException("enough"));
        _client.Aborted!.Message.ShouldBe("enough");
        places.TryTake().ShouldBeFalse("the place is still taken");
        places.Return();
        places.TryTake().ShouldBeTrue();
    }

    [Fact]
    public void Connections_are_held_for_different_times()
    {
        var places = new HeldConnections(1, _time);
        var ages = Enumerable.Range(0, 128).Select(_ => places.NextAge()).ToList();
        ages.Distinct().Count().ShouldBe(64);
        (ages.Min(), ages.Max() < 2 * HeldConnections.LeastAge).ShouldBe((HeldConnections.LeastAge, true));
    }

    private HeldConnection Connect(HeldConnections places)
    {
        var connection = new HeldConnection(_client, places);
        connection.Features.Set(new ResetBudget(connection, Resets, new ShedTraffic(), _time));
        return connection;
    }

    private void TakeBack(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _client.Features.Get<ResetBudget>()!.RequestTakenBack();
        }
    }

    private void AbortsAtOnce()
    {
        _connection.Abort(new ConnectionAbortedException("enough"));
        _client.Aborted!.Message.ShouldBe("enough");
        _connection.LetGo.IsCompleted.ShouldBeTrue();
    }

    private static async Task<string> ReadAsync(PipeReader reader)
    {
        var read = await reader.ReadAsync();
        var text = Encoding.ASCII.GetString(read.Buffer);
        reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class ClientsConnection : DefaultConnectionContext, IConnectionLifetimeNotificationFeature, IDisposable
    {
        private readonly CancellationTokenSource _closing = new();

        public ConnectionAbortedException? Aborted { get; private set; }

        public CancellationToken ConnectionClosedRequested { get => _closing.Token; set => throw new NotSupportedException(); }

        public override void Abort(ConnectionAbortedException abortReason) => Aborted = abortReason;

        public void RequestClose() => _closing.Cancel();

        public void Dispose() => _closing.Dispose();
    }
}
