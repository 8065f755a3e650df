using Canary.Gateway.Import;

namespace Canary.Gateway.Tests.Import;

/// <summary>What documents of a folder say about themselves: their kind, and how the file owns what it declares.</summary>
public sealed class ImportReaderTests
{
    private const string Shop = "name: shop\nvariants: {stable: {destinations: [\"http://10.0.0.1\"]}}\n";

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
    [InlineData("kind: service\n", "a.yaml:3: kind: must be one of Service, but is the text 'service'.")]
    [InlineData("kind: [Service]\n", "a.yaml:3: kind: must be one of Service, but is a list.")]
    [InlineData("kind:\n", "a.yaml:3: kind: must be one of Service, but is null.")]
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

    private static ImportResult Read(params (string Name, string Text)[] files) =>
        ImportFolder.Read(new FolderContent("", [.. files.Select(file => new FolderFile(file.Name, System.Text.Encoding.UTF8.GetBytes(file.Text), null))], null, ""));
}
