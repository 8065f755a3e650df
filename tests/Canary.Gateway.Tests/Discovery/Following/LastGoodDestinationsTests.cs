using Canary.Core.Services;
using Canary.Gateway.Discovery.Following;

namespace Canary.Gateway.Tests.Discovery.Following;

public sealed class LastGoodDestinationsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-found-").FullName;

    private string FilePath => Path.Combine(_folder, "last-good-destinations.json");

    [Fact]
    public void Load_NoFile_IsEmptyWithoutAProblem()
    {
        new LastGoodDestinations(Path.Combine(_folder, "none")).Load(out var problem).ShouldBeEmpty();
        problem.ShouldBeNull();
    }

    [Fact]
    public async Task Load_WhatWasSaved_IsTheSame()
    {
        await SaveAsync();
        var lists = new LastGoodDestinations(_folder).Load(out var problem);
        problem.ShouldBeNull();
        lists["question"].ShouldBe([new("http://a"), new("http://b", 9)]);
    }

    [Fact]
    public async Task Load_ADamagedFile_IsEmptyAndSaysSo()
    {
        await SaveAsync();
        await File.WriteAllTextAsync(FilePath, (await File.ReadAllTextAsync(FilePath)).Replace("http://a", "http://x", StringComparison.Ordinal));
        new LastGoodDestinations(_folder).Load(out var problem).ShouldBeEmpty();
        problem!.ShouldContain("checksum");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task SaveAsync() => new LastGoodDestinations(_folder).SaveAsync(
        new Dictionary<string, IReadOnlyList<DestinationConfig>> { ["question"] = [new("http://a"), new("http://b", 9)] }, CancellationToken.None);
}
