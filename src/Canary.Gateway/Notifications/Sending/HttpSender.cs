using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Canary.Core.Services;
using Canary.Gateway.Notifications.Sinks;

namespace Canary.Gateway.Notifications.Sending;

/// <summary>Tells events by HTTP: signed webhooks, and the robots of chats.</summary>
/// <remarks>Only 2xx is success; chats say in the body of a 200 what they think of it. Redirects are not followed, and answers read up to <see cref="MaxAnswerBytes"/>.</remarks>
internal sealed class HttpSender(HttpMessageInvoker client, NotificationOptions options, TimeProvider time) : IEventSender
{
    private const int MaxAnswerBytes = 4096;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(SinkConfig sink, ToldEvent told, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var request = Request(sink, told);
            using var answer = await client.SendAsync(request, either.Token);
            if (answer.StatusCode == HttpStatusCode.Gone)
            {
                return new SendResult.Gone();
            }

            return !answer.IsSuccessStatusCode
                ? new SendResult.Failed($"answered {(int)answer.StatusCode}", answer.Headers.RetryAfter is { } wait ? wait.Delta ?? wait.Date - time.GetUtcNow() : null)
                : Judge(sink.Type, await ReadAsync(answer.Content, either.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new SendResult.Failed($"did not answer within {options.Timeout.TotalSeconds:0.#} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new SendResult.Failed(exception.Message);
        }
    }

    private HttpRequestMessage Request(SinkConfig sink, ToldEvent told)
    {
        var now = time.GetUtcNow();
        var (url, body, type) = sink.Type switch
        {
            SinkKind.Slack => (sink.Url, JsonSerializer.Serialize(new { text = ChatText.Slack(told) }), "application/json"),
            SinkKind.DingTalk => (DingTalkUrl(sink, now), JsonSerializer.Serialize(new { msgtype = "markdown", markdown = new { title = told.Line, text = ChatText.Markdown(told) } }), "application/json"),
            SinkKind.Feishu => (sink.Url, FeishuBody(sink, told, now), "application/json"),
            _ => (sink.Url, told.Json, "application/cloudevents+json"),
        };
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type) { CharSet = "utf-8" } } },
        };
        if (sink.Type == SinkKind.Webhook)
        {
            request.Headers.Add("webhook-id", told.Id);
            request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Of(sink.Secrets, told.Id, now, body));
        }

        return request;
    }

    // A DingTalk robot with a secret wants the time and its signature as parameters of the URL.
    private static string DingTalkUrl(SinkConfig sink, DateTimeOffset now)
    {
        if (sink.Secrets.Count == 0)
        {
            return sink.Url;
        }

        var at = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sink.Secrets[0]), Encoding.UTF8.GetBytes($"{at}\n{sink.Secrets[0]}")));
        return $"{sink.Url}{(sink.Url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}timestamp={at}&sign={Uri.EscapeDataString(signature)}";
    }

    // A Feishu robot with a secret wants time and signature in the body; the key is the text to be signed, over nothing.
    private static string FeishuBody(SinkConfig sink, ToldEvent told, DateTimeOffset now)
    {
        var content = new { text = ChatText.Plain(told) };
        if (sink.Secrets.Count == 0)
        {
            return JsonSerializer.Serialize(new { msg_type = "text", content });
        }

        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var sign = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{timestamp}\n{sink.Secrets[0]}"), Array.Empty<byte>()));
        return JsonSerializer.Serialize(new { timestamp, sign, msg_type = "text", content });
    }

    private static SendResult Judge(SinkKind kind, string answer)
    {
        var field = kind switch
        {
            SinkKind.DingTalk => "errcode",
            SinkKind.Feishu => "code",
            _ => null,
        };
        if (field is null)
        {
            return new SendResult.Delivered();
        }

        try
        {
            using var json = JsonDocument.Parse(answer);
            var code = json.RootElement.TryFind(field, out var given) && given.TryGetInt64(out var number) ? number
                : json.RootElement.TryFind("StatusCode", out var old) && old.TryGetInt64(out var status) ? status : -1;
            return code == 0 ? new SendResult.Delivered() : new SendResult.Failed($"answered with {field} {code}");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new SendResult.Failed($"answered with something that has no {field}");
        }
    }

    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[MaxAnswerBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
