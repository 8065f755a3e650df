using System.Text;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Core.Tests.Services;
using FsCheck;
using FsCheck.Fluent;

namespace Canary.TestKit.Fuzzing.Targets;

/// <summary>Services that generators make, and what two services that should be the same must have in common.</summary>
internal static class FuzzedServices
{
    /// <summary>Words of service documents.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "\"name\"", "\"match\"", "\"hosts\"", "\"path\"", "\"variants\"", "\"destinations\"", "\"weights\"", "\"rules\"", "\"when\"", "\"header\"", "\"cookie\"", "\"query\"", "\"claim\"",
        "\"equals\"", "\"in\"", "\"prefix\"", "\"contains\"", "\"regex\"", "\"exists\"", "\"ignoreCase\"", "\"all\"", "\"any\"", "\"not\"", "\"method\"", "\"ip\"", "\"sticky\"", "\"timeouts\"",
        "\"baseline\"", "\"mirror\"", "\"limits\"", "\"rate\"", "\"maxBody\"", "\"upstream\"", "\"transforms\"", "\"fallback\"", "\"retries\"", "\"errorCodes\"", "\"objective\"", "\"discovery\"",
        "\"stable\"", "\"canary\"", "\"*.example.com\"", "\"http://[::1]:80/x\"", "33.33", "0.01", "100", "\"5xx\"", "\"500-599\"", "\"30s\"", "\"1MB\"",
    ];

    private static readonly RequestDescription[] Requests =
    [
        new() { Seed = 1 },
        new() { Method = "POST", Path = "/shop/a%20b?x", Query = "a=1&group=beta&%41=%zz", Seed = 2, RemoteAddress = System.Net.IPAddress.Parse("10.1.2.3") },
        new() { Path = "/größe", Cookies = new Dictionary<string, string> { ["canary-id"] = "u1", ["a"] = "" }, Headers = new Dictionary<string, IReadOnlyList<string>> { ["x-user-group"] = ["beta", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"], ["user-agent"] = ["a bot"] }, Seed = 3 },
        new() { Claims = new Dictionary<string, IReadOnlyList<string>> { ["sub"] = ["ann"], ["role"] = ["a", "b"] }, RemoteAddress = System.Net.IPAddress.IPv6Loopback, Seed = 4 },
    ];

    /// <summary>Documents of valid services of every shape.</summary>
    public static IReadOnlyList<byte[]> Documents(int seed) => [.. Services(seed, 100).Select(ServiceDocument.Write)];

    /// <summary>Valid services of every shape.</summary>
    public static List<ServiceConfig> Services(int seed, int count)
    {
        var services = new List<ServiceConfig>();
        Prop.ForAll(ServiceGenerator.Services.ToArbitrary(), services.Add).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(count).WithReplay((ulong)(uint)seed, 17));
        return services;
    }

    /// <summary>Fails unless what is written of the service is read again as the same, which chooses the same.</summary>
    public static void RoundTrip(ServiceConfig service)
    {
        var written = ServiceDocument.Write(service);
        var read = ServiceDocument.Read(written);
        FuzzFailure.Unless(read.IsValid, $"an accepted service is refused when it is read again: {read.Errors.FirstOrDefault()}");
        FuzzFailure.UnlessSame(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(ServiceDocument.Write(read.Value!)), "a service that is read again");
        var (before, after) = (ServiceSnapshot.Create(service, 1), ServiceSnapshot.Create(read.Value!, 1));
        foreach (var request in Requests)
        {
            FuzzFailure.UnlessSame(Chosen(before, request), Chosen(after, request), "what a service that is read again chooses");
        }
    }

    /// <summary>What a service chooses for a request, with the reason.</summary>
    public static string Chosen(ServiceSnapshot service, RequestDescription request) =>
        VariantSelector.Select(service, new DescribedRequest(request, TimeProvider.System)) is var chosen && chosen.Variant >= 0 && chosen.Variant < service.Variants.Length
            ? $"{service.Variants[chosen.Variant].Name} {chosen.Reason} {chosen.Rule} {chosen.StickySource} {chosen.Bucket} {chosen.IssuedKey}"
            : throw new FuzzFailure($"the service has no variant {chosen.Variant}");
}
