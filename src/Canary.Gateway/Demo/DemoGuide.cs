namespace Canary.Gateway.Demo;

/// <summary>What the demo prints: what to open, what to try, how to stop.</summary>
internal static class DemoGuide
{
    /// <summary>The text, for where the gateway listens.</summary>
    public static string Text(Uri proxy, Uri admin) => $$"""
        The demo runs: service '{{DemoService.Name}}', 90 % to stable, 10 % to canary, about {{DemoTraffic.DefaultRequestsPerSecond}} requests a second.

          the shop     {{proxy}}
          admin API    {{admin}}swagger
          metrics      {{admin}}metrics

        See the split:
          curl -s '{{proxy}}?n=[1-100]' | sort | uniq -c

        Change it, and look again:
          curl -s -X PUT {{admin}}api/v1/services/{{DemoService.Name}}/weights -H 'Content-Type: application/json' -d '{"canary": 50}'

        Ctrl-C ends it; nothing stays behind.
        """;
}
