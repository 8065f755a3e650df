using System.Text;
using System.Text.Json;
using Canary.Core.Services;
using Canary.Gateway.Admin.Explain;
using Canary.Gateway.Admin.Planning;
using Canary.Gateway.Control.Releases;
using Canary.Gateway.Notifications.Sinks;

namespace Canary.TestKit.Fuzzing.Targets;

/// <summary>Bodies of the admin API about services: documents, merge patches, weights, explained requests, plans asked about, releases, sinks.</summary>
internal static class ServiceTargets
{
    private static readonly ServiceConfig Shop = ServiceDocument.Read(FuzzCorpus.Of("service")[0]).Value ?? throw new InvalidOperationException("the first service of the corpus is not valid");

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("service", ReadService) { Generate = FuzzedServices.Documents, Words = FuzzedServices.Words },
        new("patch", ReadPatch) { Generate = FuzzedServices.Documents, Words = FuzzedServices.Words },
        new("weights", ReadWeights) { Words = FuzzedServices.Words },
        new("body", ReadBody) { Words = [.. FuzzedServices.Words, "\"headers\"", "\"cookies\"", "\"remoteIp\"", "\"draft\"", "\"services\"", "\"traffic\"", "\"plan\"", "\"confirmWithin\""] },
        new("sink", ReadSink) { Words = ["\"url\"", "\"secrets\"", "\"events\"", "\"services\"", "\"webhook\"", "\"slack\"", "\"rabbitmq\"", "\"whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0\"", "\"amqp://h:5672/%2f\""] },
    ];

    private static void ReadService(byte[] input)
    {
        var result = ServiceDocument.Read(input);
        Whole(result.Value, result.Errors);
        if (result.Value is { } service)
        {
            FuzzedServices.RoundTrip(service);
        }
    }

    private static void ReadPatch(byte[] input)
    {
        var result = ServiceDocument.Patch(Shop, input);
        Whole(result.Value, result.Errors);
        if (result.Value is not { } patched)
        {
            return;
        }

        FuzzedServices.RoundTrip(patched);
        var again = ServiceDocument.Patch(patched, input);
        FuzzFailure.Unless(again.IsValid, $"a patch that was accepted is refused the second time: {again.Errors.FirstOrDefault()}");
        FuzzFailure.UnlessSame(Text(patched), Text(again.Value!), "a patch that is applied twice");
    }

    private static void ReadWeights(byte[] input)
    {
        var result = WeightChange.Apply(Shop, input);
        Whole(result.Value, result.Errors);
        if (result.Value is { } changed)
        {
            FuzzFailure.Unless(changed.Weights.Values.Sum(weight => weight.Hundredths) == Weight.FullHundredths, "weights are not 100 in sum");
            FuzzedServices.RoundTrip(changed);
        }
    }

    private static void ReadBody(byte[] input)
    {
        var plan = PlanRequest.Read(input, Shop);
        Whole(plan.Value, plan.Errors);
        var errors = new DocumentErrors();
        using var json = ServiceDocument.Parse(input, errors);
        if (json is null)
        {
            return;
        }

        var explain = ExplainRequest.Read(new DocumentCursor("", json.RootElement, errors), "shop");
        if (errors.None)
        {
            var service = Canary.Core.Selection.ServiceSnapshot.Create(explain.Draft ?? Shop, 1);
            FuzzFailure.UnlessSame(FuzzedServices.Chosen(service, explain.Request), FuzzedServices.Chosen(service, explain.Request), "what the same request gets");
        }

        ReleaseRequest.Read(new DocumentCursor("", json.RootElement, new DocumentErrors()));
    }

    private static void ReadSink(byte[] input)
    {
        var result = SinkDocument.Read(input, null);
        Whole(result.Value, result.Errors);
        if (result.Value is { } sink)
        {
            var written = SinkDocument.Write(sink);
            var again = SinkDocument.Read(Encoding.UTF8.GetBytes(written), sink.Name);
            FuzzFailure.Unless(again.IsValid, $"an accepted sink is refused when it is read again: {again.Errors.FirstOrDefault()}");
            FuzzFailure.UnlessSame(written, SinkDocument.Write(again.Value!), "a sink that is read again");
        }
    }

    private static string Text(ServiceConfig service) => Encoding.UTF8.GetString(ServiceDocument.Write(service));

    /// <summary>Fails unless there is either a value or what is wrong, which can be said in JSON.</summary>
    public static void Whole(object? value, IReadOnlyList<DocumentError> errors)
    {
        FuzzFailure.Unless(value is null == errors.Count > 0, "neither a value nor errors, or both");
        foreach (var error in errors.Take(20))
        {
            FuzzFailure.Unless(error.Message.Length is > 0 and < 2_000, $"an error of {error.Message.Length} characters");
            FuzzFailure.Unless(!error.Message.Any(char.IsControl), "an error with control characters");
        }

        JsonSerializer.SerializeToUtf8Bytes(errors);
    }
}
