using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Canary.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Canary.Gateway.Tests.Notifications;

/// <summary>What chats get, and how their answers are understood; signatures are computed anew here, as their documents say.</summary>
public sealed class ChatDeliveryTests
{
    private const string RobotSecret = "SEC-robot-secret";

    [Fact]
    public async Task Slack_gets_a_line_that_a_person_understands()
    {
        await using var chat = await WebhookReceiver.StartAsync();
        await using var notifying = await Notifying.StartAsync();
        var answer = await notifying.PutSinkAsync("chat", $$"""{"type": "slack", "url": "{{chat.Url}}/T0/B0/secret-path"}""");

        await notifying.StartRolloutAsync("shop");
        await Eventually.TrueAsync(() => chat.All.Count > 0, "the chat is told");

        var text = JsonDocument.Parse(chat.All.First().Body).RootElement.GetProperty("text").GetString()!;
        text.ShouldContain("shop");
        text.ShouldContain("10%");
        answer.GetRawText().ShouldNotContain("secret-path");
    }

    [Fact]
    public async Task DingTalk_gets_signed_markdown_and_is_told_again_where_its_answer_has_an_error_code()
    {
        var time = new ShiftedTime();
        await using var chat = await WebhookReceiver.StartAsync();
        var query = QueryString.Empty;
        chat.Answer = context =>
        {
            query = context.Request.QueryString;
            return context.Response.WriteAsync(chat.All.Count == 1 ? """{"errcode":310000,"errmsg":"sign not match"}""" : """{"errcode":0,"errmsg":"ok"}""");
        };
        await using var notifying = await Notifying.StartAsync(time);
        await notifying.PutSinkAsync("chat", $$$"""{"type": "dingTalk", "url": "{{{chat.Url}}}?access_token=abc", "secrets": ["{{{RobotSecret}}}"], "filter": {"events": ["rollout.started"]}}""");

        await notifying.StartRolloutAsync("shop");
        await Eventually.TrueAsync(async () => (await notifying.GetAsync("/api/v1/sinks/chat/deliveries")).GetRawText().Contains("310000", StringComparison.Ordinal), "the refusal is known");
        time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.TrueAsync(() => chat.All.Count == 2, "the chat is told again");

        var given = QueryHelpers.ParseQuery(query.Value);
        given["access_token"].ToString().ShouldBe("abc");
        given["sign"].ToString().ShouldBe(Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(RobotSecret), Encoding.UTF8.GetBytes($"{given["timestamp"]}\n{RobotSecret}"))));
        var body = JsonDocument.Parse(chat.All.Last().Body).RootElement;
        body.GetProperty("msgtype").GetString().ShouldBe("markdown");
        body.GetProperty("markdown").GetProperty("text").GetString()!.ShouldContain("shop");
    }

    [Fact]
    public async Task Feishu_gets_a_signed_text_and_is_told_again_where_its_answer_has_an_error_code()
    {
        var time = new ShiftedTime();
        await using var chat = await WebhookReceiver.StartAsync();
        chat.Answer = context => context.Response.WriteAsync(chat.All.Count == 1 ? """{"code":19021,"msg":"sign match fail"}""" : """{"code":0,"msg":"success"}""");
        await using var notifying = await Notifying.StartAsync(time);
        await notifying.PutSinkAsync("chat", $$$"""{"type": "feishu", "url": "{{{chat.Url}}}", "secrets": ["{{{RobotSecret}}}"], "filter": {"events": ["rollout.started"]}}""");

        await notifying.StartRolloutAsync("shop");
        await Eventually.TrueAsync(async () => (await notifying.GetAsync("/api/v1/sinks/chat/deliveries")).GetRawText().Contains("19021", StringComparison.Ordinal), "the refusal is known");
        time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.TrueAsync(() => chat.All.Count == 2, "the chat is told again");

        var body = JsonDocument.Parse(chat.All.Last().Body).RootElement;
        body.GetProperty("sign").GetString().ShouldBe(Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{body.GetProperty("timestamp").GetString()}\n{RobotSecret}"), Array.Empty<byte>())));
        body.GetRawText().ShouldContain("shop");
    }
}
