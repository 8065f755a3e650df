using Canary.Gateway.Storage;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>The last-good copy: whole, or not taken.</summary>
public sealed class LastGoodCopyTests : IDisposable
{
    private static readonly StoreChanges Everything =
        new("0123456789abcdef", 7, [new("shop", 3, "{\"name\":\"shop\"}"), new("bücher", 7, "{ \"x\": \"🐤\\n\" }\n")], []) { IsComplete = true };

    private readonly string _folder = Directory.CreateTempSubdirectory("canary-copy-").FullName;

    private string FilePath => Path.Combine(_folder, "last-good.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Load_AfterSave_ReturnsTheSame()
    {
        await new LastGoodCopy(_folder).SaveAsync(Everything with { Revision = 6 }, default);
        await new LastGoodCopy(_folder).SaveAsync(Everything, default);

        var copy = new LastGoodCopy(_folder).Load(out var problem);
        problem.ShouldBeNull();
        (copy!.StoreId, copy.Revision, copy.IsComplete, copy.Deleted.Count).ShouldBe((Everything.StoreId, 7, true, 0));
        copy.Written.ShouldBe(Everything.Written);
        Directory.GetFiles(_folder).ShouldBe([FilePath]);
    }

    [Fact]
    public async Task Save_FolderMissing_CreatesIt()
    {
        var folder = Path.Combine(_folder, "a", "b");
        await new LastGoodCopy(folder).SaveAsync(Everything, default);
        new LastGoodCopy(folder).Load(out _)!.Revision.ShouldBe(7);
    }

    [Fact]
    public void Load_NothingThere_ReturnsNullWithoutProblem()
    {
        new LastGoodCopy(_folder).Load(out var problem).ShouldBeNull();
        problem.ShouldBeNull();
        new LastGoodCopy(Path.Combine(_folder, "none")).Load(out problem).ShouldBeNull();
        problem.ShouldBeNull();
    }

    [Fact]
    public async Task Load_TruncatedAtAnyByte_ReturnsNullWithProblem()
    {
        await new LastGoodCopy(_folder).SaveAsync(Everything, default);
        var whole = await File.ReadAllBytesAsync(FilePath);
        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(FilePath, whole[..length]);
            ShouldBeDamaged();
        }
    }

    [Fact]
    public async Task Load_BitFlippedInAnyByte_ReturnsNullWithProblem()
    {
        await new LastGoodCopy(_folder).SaveAsync(Everything, default);
        var content = await File.ReadAllBytesAsync(FilePath);
        for (var i = 0; i < content.Length; i++)
        {
            content[i] ^= (byte)(1 << (i % 8));
            await File.WriteAllBytesAsync(FilePath, content);
            ShouldBeDamaged();
            content[i] ^= (byte)(1 << (i % 8));
        }
    }

    [Fact]
    public async Task Load_LeftoversOfACrash_RemovesThem()
    {
        await new LastGoodCopy(_folder).SaveAsync(Everything, default);
        await File.WriteAllTextAsync(FilePath + ".0123.tmp", "half");
        await File.WriteAllTextAsync(Path.Combine(_folder, "mine.tmp"), "not ours");

        new LastGoodCopy(_folder).Load(out _)!.Revision.ShouldBe(7);
        Directory.GetFiles(_folder).Select(Path.GetFileName).Order().ShouldBe(["last-good.json", "mine.tmp"]);
    }

    [Fact]
    public async Task Save_FolderIsAFile_ThrowsAndSaysSo()
    {
        await File.WriteAllTextAsync(FilePath, "");
        await Should.ThrowAsync<IOException>(() => new LastGoodCopy(FilePath).SaveAsync(Everything, default));
    }

    [Fact]
    public async Task Save_Cancelled_KeepsTheOldCopyAndLeavesNothingBehind()
    {
        await new LastGoodCopy(_folder).SaveAsync(Everything, default);
        await Should.ThrowAsync<OperationCanceledException>(() => new LastGoodCopy(_folder).SaveAsync(Everything with { Revision = 8 }, new CancellationToken(canceled: true)));

        Directory.GetFiles(_folder).ShouldBe([FilePath]);
        new LastGoodCopy(_folder).Load(out _)!.Revision.ShouldBe(7);
    }

    private void ShouldBeDamaged()
    {
        new LastGoodCopy(_folder).Load(out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(FilePath);
    }
}
