using System.Text;
using Canary.Core.Services;

namespace Canary.Core.Tests.Services;

/// <summary>Documents of services for the tests.</summary>
internal static class Documents
{
    /// <summary>The service of the contract.</summary>
    public const string Shop = """
        {
          "name": "shop",
          "match": { "hosts": ["shop.example.com"], "path": "/" },
          "baseline": "stable",
          "variants": {
            "stable": { "destinations": ["http://10.0.0.1:8080"] },
            "canary": { "destinations": ["http://10.0.0.2:8080"] }
          },
          "weights": { "stable": 90, "canary": 10 },
          "rules": [
            { "name": "beta testers", "when": { "header": "x-user-group", "equals": "beta" }, "variant": "canary" },
            { "name": "crawlers", "when": { "header": "user-agent", "contains": "bot" }, "variant": "stable" }
          ],
          "sticky": { "cookie": "canary-id" },
          "timeouts": { "connect": "3s", "firstByte": "100s", "idle": "100s" }
        }
        """;

    public static DocumentResult<ServiceConfig> Read(string json) => ServiceDocument.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>A document that must be valid.</summary>
    public static ServiceConfig Valid(string json)
    {
        var result = Read(json);
        result.Errors.ShouldBeEmpty();
        return result.Value!;
    }

    /// <summary>The document of a service as text.</summary>
    public static string Text(ServiceConfig service) => Encoding.UTF8.GetString(ServiceDocument.Write(service));
}
