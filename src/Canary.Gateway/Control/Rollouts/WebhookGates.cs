using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Gateway.Control.Rollouts;

/// <summary>Asks the URLs of webhook gates, each at its interval, and remembers who said yes. Asking never holds up the driver.</summary>
/// <remarks>Used by the driver's task alone; the questions run beside it and hand over their answer through their own task.</remarks>
internal sealed partial class WebhookGates(HttpMessageInvoker client, TimeProvider time, ILogger<WebhookGates> logger) : IDisposable
{
    /// <summary>How long a question may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private const int MaxAnswerBytes = 64 * 1024;

    private readonly Dictionary<(string Rollout, int Step), Question> _questions = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>What the gate of the rollout's current step answered, where it said yes; asks it where its time has come.</summary>
    /// <param name="service">The service's name, which the gate is told.</param>
    /// <param name="rollout">A rollout in a step with a webhook gate.</param>
    /// <param name="now">The time, by the store's clock.</param>
    public GateApproval? AnswerOf(string service, Rollout rollout, DateTimeOffset now)
    {
        var gate = (GateConfig.Webhook)rollout.Plan.Steps[rollout.State.Step].Gate!;
        var key = (rollout.State.Id, rollout.State.Step);
        if (!_questions.TryGetValue(key, out var question))
        {
            _questions[key] = question = new Question();
        }

        question.IsWanted = true;
        if (question.Asking is { IsCompleted: true } done)
        {
            question.Approval = done.Result is { } note ? new GateApproval(gate.Url, now, note.Text) : null;
            question.Asking = null;
        }

        if (question.Approval is null && question.Asking is null && (question.AskedAt is not { } asked || time.GetElapsedTime(asked) >= gate.Interval))
        {
            question.AskedAt = time.GetTimestamp();
            question.Asking = Task.Run(() => AskAsync(gate.Url, service, rollout), CancellationToken.None);
        }

        return question.Approval;
    }

    /// <summary>Forgets the gates that nobody has asked about since the last call.</summary>
    public void ForgetOthers()
    {
        foreach (var (key, question) in _questions.ToList())
        {
            if (!question.IsWanted && question.Asking is null or { IsCompleted: true })
            {
                _questions.Remove(key);
            }

            question.IsWanted = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task<Note?> AskAsync(string url, string service, Rollout rollout)
    {
        try
        {
            using var limit = new CancellationTokenSource(Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = Describe(service, rollout) };
            using var answer = await client.SendAsync(request, either.Token);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                Log.SaidNo(logger, service, url, $"status {(int)answer.StatusCode}");
                return null;
            }

            return Read(await ReadAsync(answer.Content, either.Token), service, url);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            Log.NoAnswer(logger, service, url, exception.Message);
            return null;
        }
    }

    private Note? Read(ReadOnlyMemory<byte> body, string service, string url)
    {
        var errors = new DocumentErrors();
        using var json = ServiceDocument.Parse(body, errors);
        if (json is null || json.RootElement.ValueKind != JsonValueKind.Object
            || !json.RootElement.TryFind("approved", out var approved) || approved.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Log.SaidNo(logger, service, url, "an answer that is no {\"approved\": true} or {\"approved\": false}");
            return null;
        }

        return approved.GetBoolean()
            ? new Note(json.RootElement.TryFind("note", out var note) && note.ValueKind == JsonValueKind.String && Quoted.TryGetText(note, out var text) ? text : null)
            : null;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[MaxAnswerBytes];
        return buffer.AsMemory(0, await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation));
    }

    private static ReadOnlyMemoryContent Describe(string service, Rollout rollout)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("service", service);
            writer.WriteString("rollout", rollout.State.Id);
            writer.WriteString("variant", rollout.Plan.Variant);
            writer.WriteNumber("step", rollout.State.Step + 1);
            writer.WriteNumber("steps", rollout.Plan.Steps.Count);
            writer.WriteNumber("weight", rollout.Plan.Steps[rollout.State.Step].Weight.Percent);
            writer.WriteEndObject();
        }

        return new ReadOnlyMemoryContent(buffer.WrittenMemory) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    /// <summary>A yes, with what was said.</summary>
    private sealed record Note(string? Text);

    /// <summary>A gate that is asked until it says yes.</summary>
    private sealed class Question
    {
        public bool IsWanted { get; set; }

        public long? AskedAt { get; set; }

        public Task<Note?>? Asking { get; set; }

        public GateApproval? Approval { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1160, LogLevel.Information, "The gate {Url} of service '{Service}' did not say yes: {Answer}")]
        public static partial void SaidNo(ILogger logger, string service, string url, string answer);

        [LoggerMessage(1161, LogLevel.Warning, "The gate {Url} of service '{Service}' did not answer: {Problem}")]
        public static partial void NoAnswer(ILogger logger, string service, string url, string problem);
    }
}
