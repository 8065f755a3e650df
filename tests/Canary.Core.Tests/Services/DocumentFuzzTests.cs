using Canary.Core.Services;

namespace Canary.Core.Tests.Services;

/// <summary>Whatever comes in, reading answers with a service or with errors, and never throws.</summary>
public sealed class DocumentFuzzTests
{
    [Fact]
    public void Read_OfDamagedDocuments_GivesAServiceOrErrors() => DamagedDocuments.Of(Documents.Shop, bytes =>
    {
        var result = ServiceDocument.Read(bytes);
        (result.Value is null).ShouldBe(result.Errors.Count > 0);
        if (result.Value is { } service)
        {
            ServiceDocument.Read(ServiceDocument.Write(service)).Errors.ShouldBeEmpty();
        }
    });

    [Fact]
    public void Patch_OfDamagedPatches_GivesAServiceOrErrors()
    {
        var shop = Documents.Valid(Documents.Shop);
        DamagedDocuments.Of(Documents.Shop, bytes =>
        {
            var result = ServiceDocument.Patch(shop, bytes);
            (result.Value is null).ShouldBe(result.Errors.Count > 0);
        });
    }

    [Fact]
    public void Apply_OfDamagedWeights_GivesWeightsThatSumToAHundred()
    {
        var shop = Documents.Valid(Documents.Shop);
        DamagedDocuments.Of("""{"stable": 90, "canary": 10}""", bytes =>
        {
            var result = WeightChange.Apply(shop, bytes);
            (result.Value is null).ShouldBe(result.Errors.Count > 0);
            result.Value?.Weights.Values.Sum(weight => weight.Hundredths).ShouldBe(Weight.FullHundredths);
        });
    }
}
