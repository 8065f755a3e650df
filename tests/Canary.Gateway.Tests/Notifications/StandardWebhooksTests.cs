using System.Security.Cryptography;
using System.Text.Json;
using Canary.Gateway.Notifications.Sending;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Notifications;

/// <summary>Signatures, verified by the reference implementation of Standard Webhooks, the npm package.</summary>
public sealed class StandardWebhooksTests
{
    private const string Body = """{"id":"r1-1","data":{"message":"step 1/2 → 10%"}}""";

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task The_npm_package_verifies_signatures_by_either_secret_and_by_no_other()
    {
        string[] secrets = [NewSecret(), NewSecret()];
        var signature = WebhookSignature.Of(secrets, "r1-1", _now, Body);

        foreach (var secret in secrets)
        {
            var (code, text) = await VerifyAsync(secret, signature, Body);
            code.ShouldBe(0, text);
            text.Trim().ShouldBe("r1-1");
        }

        (await VerifyAsync(NewSecret(), signature, Body)).Code.ShouldNotBe(0);
        (await VerifyAsync(secrets[0], signature, Body.Replace("10%", "90%", StringComparison.Ordinal))).Code.ShouldNotBe(0);
    }

    private static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private async Task<(int Code, string Text)> VerifyAsync(string secret, string signature, string body)
    {
        var folder = await NpmFolder.InstallAsync("tests", "webhooks");
        var headers = new Dictionary<string, string>
        {
            ["webhook-id"] = "r1-1",
            ["webhook-timestamp"] = _now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["webhook-signature"] = signature,
        };
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { secret, headers, body }));
            return await ChildProcess.RunAsync("node", ["verify.mjs", file], folder: folder);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
