using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.TestKit;

/// <summary>A server on a free port of 127.0.0.1 that plays the other side of a recorded conversation: it answers what a test has put next, and waits while there is nothing.</summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<Func<HttpContext, Task>> _answers = Channel.CreateUnbounded<Func<HttpContext, Task>>();
    private readonly Channel<ScriptedQuestion> _asked = Channel.CreateUnbounded<ScriptedQuestion>();
    private readonly WebApplication _app;
    private int _waiting;

    private ScriptedServer(WebApplication app, int port, string scheme)
    {
        _app = app;
        Port = port;
        Address = new Uri($"{scheme}://127.0.0.1:{port}");
        _app.Run(AnswerAsync);
    }

    /// <summary>The port that it listens on.</summary>
    public int Port { get; }

    /// <summary>Its address.</summary>
    public Uri Address { get; }

    /// <summary>Starts one.</summary>
    /// <param name="port">A port; 0 takes a free one.</param>
    /// <param name="certificate">With it, the server speaks TLS, and HTTP/2, too.</param>
    public static async Task<ScriptedServer> StartAsync(int port = 0, X509Certificate2? certificate = null)
    {
        var listenPort = port == 0 ? FreePort.Next() : port;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, listenPort, listener =>
            {
                if (certificate is not null)
                {
                    listener.UseHttps(certificate);
                }
            });
        });
        var server = new ScriptedServer(builder.Build(), listenPort, certificate is null ? "http" : "https");
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Puts the next answer.</summary>
    public void Answers(int status, string body, params (string Name, string Value)[] headers) => Answers(async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted);
    });

    /// <summary>Puts the next answer, which a test writes itself.</summary>
    public void Answers(Func<HttpContext, Task> answer) => _answers.Writer.TryWrite(answer);

    /// <summary>Puts an answer without end: the lines that are written to the channel, until it is completed.</summary>
    public ChannelWriter<string> AnswersLines()
    {
        var lines = Channel.CreateUnbounded<string>();
        Answers(async context =>
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await foreach (var line in lines.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        });
        return lines.Writer;
    }

    /// <summary>The next question, as soon as it is there.</summary>
    public async Task<ScriptedQuestion> AskedAsync() => await _asked.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Returns when nobody waits for an answer any more, so that the next one is not spent on a question that was given up.</summary>
    public Task GivenUpAsync() => Eventually.TrueAsync(() => Volatile.Read(ref _waiting) == 0, "nobody waits for an answer");

    /// <summary>Whether there is a question that no test has looked at.</summary>
    public bool HasBeenAsked => _asked.Reader.TryPeek(out _);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            Interlocked.Increment(ref _waiting);
            _asked.Writer.TryWrite(new ScriptedQuestion(context.Request.Protocol, context.Request.Method, target, headers, body));
            await (await NextAnswerAsync(context.RequestAborted))(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The other side went away, which tests do on purpose.
        }
    }

    private async Task<Func<HttpContext, Task>> NextAnswerAsync(CancellationToken aborted)
    {
        try
        {
            return await _answers.Reader.ReadAsync(aborted);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
