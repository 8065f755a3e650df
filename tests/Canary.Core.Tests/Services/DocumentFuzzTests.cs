using System.Text;
using Canary.Core.Services;

namespace Canary.Core.Tests.Services;

/// <summary>Whatever comes in, reading answers with a service or with errors, and never throws.</summary>
public sealed class DocumentFuzzTests
{
    private static readonly string[] Tokens =
        ["null", "true", "-1", "1e999", "1e-30", "{}", "[]", "\"\"", "\"\\ud800\"", "\"\\u0000\"", ",", ":", "{", "}", "[", "]", "\"", "\\", "[[[[", "99999999999999999999", "{\"\\udc00\":1}"];

    [Fact]
    public void Read_OfDamagedDocuments_GivesAServiceOrErrors() => Damage(Documents.Shop, bytes =>
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
        Damage(Documents.Shop, bytes =>
        {
            var result = ServiceDocument.Patch(shop, bytes);
            (result.Value is null).ShouldBe(result.Errors.Count > 0);
        });
    }

    [Fact]
    public void Apply_OfDamagedWeights_GivesWeightsThatSumToAHundred()
    {
        var shop = Documents.Valid(Documents.Shop);
        Damage("""{"stable": 90, "canary": 10}""", bytes =>
        {
            var result = WeightChange.Apply(shop, bytes);
            (result.Value is null).ShouldBe(result.Errors.Count > 0);
            result.Value?.Weights.Values.Sum(weight => weight.Hundredths).ShouldBe(Weight.FullHundredths);
        });
    }

    private static void Damage(string document, Action<byte[]> read)
    {
        var random = new Random(7);
        for (var i = 0; i < 4_000; i++)
        {
            var text = new StringBuilder(document);
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                var at = random.Next(text.Length);
                var length = Math.Min(random.Next(0, 12), text.Length - at);
                text.Remove(at, length).Insert(at, random.Next(3) == 0 ? document.Substring(random.Next(document.Length - 10), 10) : Tokens[random.Next(Tokens.Length)]);
            }

            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            if (random.Next(10) == 0)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            read(bytes);
        }
    }
}
