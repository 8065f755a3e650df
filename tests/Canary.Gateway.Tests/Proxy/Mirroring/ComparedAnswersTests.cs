using System.Globalization;
using Canary.Core.Comparison;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Microsoft.AspNetCore.Http;

namespace Canary.Gateway.Tests.Proxy.Mirroring;

public sealed class ComparedAnswersTests
{
    private static int _answers;

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task One_changed_field_in_200_answers_is_found_and_what_always_differs_is_not(string method)
    {
        await using var shop = await MirroredShop.StartAsync(
            (context, number) => AnswerAsync(context, price: 100),
            (context, number) => AnswerAsync(context, price: number == 150 ? 101 : 100),
            mirror => mirror with { Methods = new ValueList<string>(["POST"]), MaxPending = 1_000, Timeout = TimeSpan.FromSeconds(60), Compare = new ComparisonConfig { Ignore = new ValueList<string>(method == "POST" ? ["/requestId", "/items/*/at"] : []) } });
        for (var i = 0; i < 200; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/") { Content = method == "POST" ? new StringContent("question") : null };
            using var answer = await shop.Client.SendAsync(request);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("\"price\":100");
        }

        await shop.SettledAsync();
        var metrics = shop.State.Metrics;
        metrics.CountOf(ComparisonResult.Different).ShouldBe(1, string.Join(" | ", shop.State.Journal.Found.Select(found => string.Join(", ", found.Differences))));
        metrics.CountOf(ComparisonResult.Incomplete).ShouldBe(0);
        metrics.CountOf(method == "POST" ? ComparisonResult.Same : ComparisonResult.NoiseOnly).ShouldBe(199);
        shop.State.Journal.Found.ShouldHaveSingleItem().Differences.ShouldBe([new Difference("/items/1/price", "/items/*/price", DifferenceKind.Value)]);
        shop.State.Journal.Noise.ShouldBe(method == "POST" ? [] : ["/items/*/at", "/requestId"]);
    }

    [Fact]
    public async Task An_answer_that_the_client_does_not_get_whole_is_not_compared()
    {
        await using var shop = await MirroredShop.StartAsync(
            async (context, _) =>
            {
                context.Response.ContentLength = 100;
                await context.Response.WriteAsync("half");
                await context.Response.Body.FlushAsync();
                context.Abort();
            },
            (context, _) => context.Response.WriteAsync("whole"),
            mirror => mirror with { Compare = new ComparisonConfig() });
        await Should.ThrowAsync<HttpRequestException>(() => shop.Client.GetStringAsync("/"));
        await shop.SettledAsync();
        shop.State.Metrics.CountOf(ComparisonResult.Incomplete).ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_without_end_holds_a_copy_no_longer_than_its_timeout()
    {
        await using var shop = await MirroredShop.StartAsync(
            async (context, _) =>
            {
                await context.Response.WriteAsync("event");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            },
            (context, _) => context.Response.WriteAsync("event"),
            mirror => mirror with { Timeout = TimeSpan.FromSeconds(2), Compare = new ComparisonConfig { Noise = Weight.Zero } });
        using var answer = await shop.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        await shop.SettledAsync();
        shop.State.Metrics.CountOf(ComparisonResult.Incomplete).ShouldBe(1);
    }

    [Fact]
    public async Task Long_answers_reach_clients_whole_and_are_compared_by_what_else_they_say()
    {
        await using var shop = await MirroredShop.StartAsync(
            (context, _) => SendAsync(context, 3_000_000), (context, number) => SendAsync(context, number % 2 == 0 ? 3_000_000 : 100), mirror => mirror with { Compare = new ComparisonConfig { Noise = Weight.Zero } });
        for (var i = 0; i < 4; i++)
        {
            (await shop.Client.GetByteArrayAsync("/")).Length.ShouldBe(3_000_000);
            await shop.SettledAsync();
        }

        shop.State.Metrics.CountOf(ComparisonResult.Different).ShouldBe(2);
        shop.State.Metrics.CountOf(ComparisonResult.Same).ShouldBe(2);

        static async Task SendAsync(HttpContext context, int bytes)
        {
            context.Response.ContentLength = bytes;
            await context.Response.Body.WriteAsync(new byte[bytes], context.RequestAborted);
        }
    }

    private static async Task AnswerAsync(HttpContext context, int price)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = "application/json; charset=utf-8";

        // No two answers have the same, and no run has others.
        var number = Interlocked.Increment(ref _answers);
        var at = DateTimeOffset.UnixEpoch.AddSeconds(number).ToString("O", CultureInfo.InvariantCulture);
        await context.Response.WriteAsync($$"""{"requestId":"request {{number}}","items":[{"price":5,"at":"{{at}}"},{"price":{{price}},"at":"{{at}}"}]}""".Replace("\"price\":5,", "\"price\":100,", StringComparison.Ordinal));
    }
}
