namespace Canary.Gateway.Demo;

/// <summary>What the demo prints: what to open, what to try, how to stop.</summary>
internal static class DemoGuide
{
    /// <summary>The text, for where the gateway listens and how much traffic it has.</summary>
    public static string Text(Uri proxy, Uri admin, int requestsPerSecond) => $$"""
        The demo runs: service '{{DemoService.Name}}', 90 % to stable, 10 % to canary, about {{requestsPerSecond}} requests a second.

          the shop     {{proxy}}
          console      {{admin}}
          admin API    {{admin}}swagger
          metrics      {{admin}}metrics

        See the split:
          curl -s '{{proxy}}?n=[1-100]' | sort | uniq -c

        Change it, and look again:
          curl -s -X PUT {{admin}}api/v1/services/{{DemoService.Name}}/weights -H 'Content-Type: application/json' -d '{"canary": 50}'

        Ctrl-C ends it; nothing stays behind.
        """;
}
