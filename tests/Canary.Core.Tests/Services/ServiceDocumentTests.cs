using Canary.Core.Services;

namespace Canary.Core.Tests.Services;

public sealed class ServiceDocumentTests
{
    [Fact]
    public void Read_OfTheContractsService_GivesWhatItSays()
    {
        var shop = Documents.Valid(Documents.Shop);

        shop.Name.ShouldBe("shop");
        shop.Match.Hosts.ShouldBe(["shop.example.com"]);
        shop.Variants.Keys.ShouldBe(["stable", "canary"]);
        shop.Variants["canary"].Destinations.ShouldBe([new DestinationConfig("http://10.0.0.2:8080")]);
        shop.WeightOf("canary").Percent.ShouldBe(10m);
        shop.Rules.Select(rule => rule.Name).ShouldBe(["beta testers", "crawlers"]);
        shop.Sticky.ShouldBe([new StickySourceConfig(StickyKind.Cookie, "canary-id")]);
        shop.Timeouts.ShouldBe(new TimeoutsConfig());
    }

    [Fact]
    public void Write_OfTheContractsService_HasEveryFieldWithTheValueInForce()
    {
        const string Written = """
            {
              "name":"shop","match":{"hosts":["shop.example.com"],"path":"/"},"baseline":"stable",
              "variants":{"stable":{"destinations":["http://10.0.0.1:8080"],"protocol":"auto"},
                          "canary":{"destinations":["http://10.0.0.2:8080"],"protocol":"auto"}},
              "weights":{"stable":90,"canary":10},
              "rules":[{"name":"beta testers","when":{"header":"x-user-group","equals":"beta","ignoreCase":false},"variant":"canary"},
                       {"name":"crawlers","when":{"header":"user-agent","contains":"bot","ignoreCase":false},"variant":"stable"}],
              "sticky":{"cookie":"canary-id"},
              "timeouts":{"connect":"3s","firstByte":"100s","idle":"100s"},
              "errorCodes":["5xx"],"exposeVariant":true,"rolledBack":false
            }
            """;

        Documents.Text(Documents.Valid(Documents.Shop)).ShouldBe(
            string.Concat(Written.Split('\n').Select(line => line.Trim())));
    }
}
