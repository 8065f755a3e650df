using Canary.Gateway.Addressing;
using Canary.Gateway.Import;

namespace Canary.Gateway.Tests.Import;

/// <summary>What documents of a folder say about themselves: their kind, and how the file owns what it declares.</summary>
public sealed class ImportReaderTests
{
    private const string Shop = "name: shop\nvariants: {stable: {destinations: [\"http://10.0.0.1\"]}}\n";

    private const string TwoVariants = "name: shop\nvariants: {stable: {destinations: [\"http://10.0.0.1\"]}, canary: {destinations: [\"http://10.0.0.2\"]}}\n";

    private const string Rollout = "kind: Rollout\nservice: shop\nvariant: canary\nsteps: [{weight: 5, hold: 10m}, {weight: 100}]\n";

    [Theory]
    [InlineData("", false, false)]
    [InlineData("kind: Service\n", false, false)]
    [InlineData("apiChanges: refused\n", false, false)]
    [InlineData("apiChanges: allowed\n", true, false)]
    [InlineData("kind: Service\ntakeOver: true\n", false, true)]
    public void Read_OfAService_SaysHowTheFileOwnsIt(string fields, bool allowsApiChanges, bool takesOver)
    {
        var result = Read(("a.yaml", Shop + fields));

        result.Problems.ShouldBeEmpty();
        var imported = result.Set.Services.ShouldHaveSingleItem();
        imported.Service.Name.ShouldBe("shop");
        (imported.AllowsApiChanges, imported.TakesOver, imported.Source.File).ShouldBe((allowsApiChanges, takesOver, "a.yaml"));
    }

    [Theory]
    [InlineData("kind: service\n", "a.yaml:3: kind: must be one of Service, Rollout, Sink, but is the text 'service'.")]
    [InlineData("kind: [Service]\n", "a.yaml:3: kind: must be one of Service, Rollout, Sink, but is a list.")]
    [InlineData("kind:\n", "a.yaml:3: kind: must be one of Service, Rollout, Sink, but is null.")]
    [InlineData("apiChanges: yes\n", "a.yaml:3: apiChanges: must be one of refused, allowed, but is the text 'yes'.")]
    [InlineData("takeOver: yes\n", "a.yaml:3: takeOver: must be true or false, but is the text 'yes'.")]
    public void Read_OfABadField_NamesFileLineAndWhatIsAllowed(string fields, string problem) =>
        Read(("a.yaml", Shop + fields)).Problems.ShouldBe([problem]);

    [Fact]
    public void Read_OfOtherCommentsAndLayout_GivesTheSameHash()
    {
        var plain = Read(("a.yaml", Shop)).Set.Services[0].Source.Hash;

        Read(("b.yaml", "# The shop.\nname: 'shop'\nvariants:\n  stable:\n    destinations: [http://10.0.0.1]\n")).Set.Services[0].Source.Hash.ShouldBe(plain);
        Read(("a.yaml", Shop.Replace("10.0.0.1", "10.0.0.2", StringComparison.Ordinal))).Set.Services[0].Source.Hash.ShouldNotBe(plain);
        plain.ShouldMatch("^[0-9a-f]{64}$");
    }

    [Fact]
    public void Read_OfARollout_GivesItsPlanForTheServiceOfTheFolder()
    {
        var result = Read(("a.yaml", Rollout + "run: 1.4\n"), ("b.yaml", TwoVariants));

        result.Problems.ShouldBeEmpty();
        var rollout = result.Set.Rollouts.ShouldHaveSingleItem();
        (rollout.Service, rollout.Plan.Variant, rollout.Source.File).ShouldBe(("shop", "canary", "a.yaml"));
        rollout.Plan.Steps.Select(step => step.Weight.Percent).ShouldBe([5m, 100m]);
        Read(("a.yaml", Rollout + "run: 1.5\n"), ("b.yaml", TwoVariants)).Set.Rollouts[0].Source.Hash.ShouldNotBe(rollout.Source.Hash);
    }

    [Theory]
    [InlineData(Rollout + "weight: 5\n", "a.yaml:5: weight: is not a known field; allowed here: variant, steps, onFail, rollback, freeze, maxDuration, limits, analysis, kind, service, run.")]
    [InlineData("kind: Rollout\nvariant: canary\nsteps: [{weight: 5}]\n", "a.yaml:1: service: is required, but missing.")]
    [InlineData("kind: Rollout\nservice: [shop]\nvariant: canary\nsteps: [{weight: 5}]\n", "a.yaml:2: service: must be a text, but is a list.")]
    [InlineData("kind: Rollout\nservice: shpo\nvariant: canary\nsteps: [{weight: 5}]\n", "a.yaml:2: service: must be a service that this folder declares, but is 'shpo'.")]
    [InlineData("kind: Rollout\nservice: shop\nvariant: next\nsteps:\n- {weight: 5}\n", "a.yaml:3: variant: must be one of the variants, but is 'next'; the service has: stable, canary.")]
    [InlineData("kind: Rollout\nservice: shop\nvariant: canary\nsteps:\n- weight: 5\n  hold: long\n", "a.yaml:6: steps[0].hold: must be a duration such as 500ms, 90s, 5m, 1h30m or PT5M, but is the text 'long'.")]
    [InlineData(Rollout + "run: true\n", "a.yaml:5: run: must be a text, but is true.")]
    [InlineData(Rollout + "---\n" + Rollout, "a.yaml:7: service: 'shop' has a rollout in a.yaml:2 already.")]
    public void Read_OfABadRollout_NamesFileLineAndWhatIsAllowed(string text, string problem) =>
        Read(("a.yaml", text), ("b.yaml", TwoVariants)).Problems.ShouldBe([problem]);

    [Theory]
    [InlineData("kind: Sink\nname: chat\ntype: slack\nurl: https://x.example\ncolour: red\n", "a.yaml:5: colour: is not a known field; allowed here: name, type, url, secrets, filter, enabled, rabbitMq, owner, version, kind, apiChanges, takeOver.")]
    [InlineData("kind: Sink\nname: hook\ntype: webhook\nurl: https://x.example\n", "a.yaml:1: secrets: must have at least one in a file: one that the gateway made up would be shown to nobody.")]
    [InlineData("kind: Sink\nname: chat\ntype: slack\nurl: https://x.example\n---\nkind: Sink\nname: chat\ntype: slack\nurl: https://y.example\n", "a.yaml:7: name: 'chat' is in a.yaml:2 already.")]
    public void Read_OfABadSink_NamesFileLineAndWhatIsAllowed(string text, string problem) => Read(("a.yaml", text)).Problems.ShouldBe([problem]);

    [Fact]
    public void Read_OfARolloutBesideABadService_DoesNotSayThatTheServiceIsMissing() =>
        Read(("a.yaml", Rollout), ("b.yaml", TwoVariants + "colour: red\n")).Problems.ShouldHaveSingleItem().ShouldStartWith("b.yaml:3: colour:");

    private static ImportResult Read(params (string Name, string Text)[] files) =>
        ImportFolder.Read(new FolderContent("", [.. files.Select(file => new FolderFile(file.Name, System.Text.Encoding.UTF8.GetBytes(file.Text), null))], null, ""), AddressPolicy.Least);
}
