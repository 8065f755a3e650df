using Canary.Gateway.Admin.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Canary.Gateway.Tests.Admin;

public sealed class ProblemTests
{
    [Fact]
    public async Task A_fault_in_the_gateway_is_told_by_a_trace_id_that_the_log_has_and_by_nothing_else()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        admin.App.MapGet("/faulty", IResult () => throw new InvalidOperationException("an inner secret")).Reads(AdminRole.Viewer, "faulty");

        var reply = await admin.GetAsync("/faulty");
        reply.ShouldBeProblem(500, "unexpected");
        reply.Text.ShouldNotContain("secret");
        var trace = reply.Json.GetProperty("traceId").GetString()!;
        admin.Log.Lines.ShouldContain(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(trace) && line.Contains("an inner secret"));
    }

    [Fact]
    public async Task A_caller_that_leaves_in_the_middle_of_an_answer_is_no_fault()
    {
        var admin = await AdminUnderTest.StartAsync();
        var ended = new TaskCompletionSource();
        await using (admin)
        {
            admin.App.MapGet("/half", async (HttpContext context) =>
            {
                context.RequestAborted.Register(ended.SetResult);
                await context.Response.WriteAsync("half");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }).Reads(AdminRole.Viewer, "half");
            using (await admin.Client.GetAsync("/half", HttpCompletionOption.ResponseHeadersRead))
            {
            }

            await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        admin.Log.Lines.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }
}
