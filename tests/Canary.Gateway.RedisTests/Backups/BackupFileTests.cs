using System.Security.Cryptography;
using System.Text;
using Canary.Gateway.Control.Backups;
using Canary.Gateway.Storage;
using Canary.Gateway.Storage.Backups;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.RedisTests.Backups;

/// <summary>A file that is damaged, cut short, somebody else's or of a newer version is refused as a whole, with what is wrong.</summary>
public sealed class BackupFileTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-backup-").FullName;
    private byte[] _backup = [];

    public async ValueTask InitializeAsync()
    {
        await using var store = new FileStore(new StoreOptions { Path = _folder }, TimeProvider.System, NullLogger<FileStore>.Instance);
        await store.StartAsync(default);
        await FilledStore.FillAsync(store);
        var file = new MemoryStream();
        await BackupWriter.WriteAsync(store.ExportAsync(default), file, default);
        _backup = file.ToArray();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Run_OfAWholeBackup_SaysWhatItIs()
    {
        var summary = BackupCheck.Run(BackupReader.Read(new MemoryStream(_backup)));

        (summary.Revision, summary.Services, summary.Lines).ShouldBe((42, 39, _backup.Count(b => b == '\n') - 1));
    }

    [Fact]
    public void Run_CutShortAnywhere_SaysSo()
    {
        for (var length = 0; length < _backup.Length; length += 1 + length % 97)
        {
            Refusal(_backup.AsSpan(0, length)).ShouldBeOneOf(
                length == 0 ? "The file is empty." : $"The backup is cut short: it ends in the middle of line {LinesIn(length) + 1}.",
                $"The backup is cut short: it ends after line {LinesIn(length)} without its last line.");
        }
    }

    [Fact]
    public void Run_OneByteChangedAnywhere_IsRefused()
    {
        for (var at = 0; at < _backup.Length; at += 1 + at % 61)
        {
            var damaged = _backup.ToArray();
            damaged[at] ^= (byte)(1 << (at % 8));
            Refusal(damaged).ShouldNotBeEmpty($"byte {at}");
        }
    }

    [Fact]
    public void Run_ALineMissing_SaysSo()
    {
        var lines = Encoding.UTF8.GetString(_backup).Split('\n').ToList();
        lines.RemoveAt(20);

        Refusal(Encoding.UTF8.GetBytes(string.Join('\n', lines))).ShouldStartWith("The backup is damaged: its last line tells of");
    }

    [Theory]
    [InlineData("", "This is not a backup of the gateway: its first line does not say so.")]
    [InlineData("SQLite format 3\0", "This is not a backup of the gateway: its first line does not say so.")]
    [InlineData("{ \"name\": \"shop\" }", "This is not a backup of the gateway: its first line does not say so.")]
    [InlineData("{ \"kind\": \"canary-backup\", \"version\": 2, \"more\": [] }", "The backup is of version 2; this gateway knows versions 1 to 1. Restore it with the version of the gateway that wrote it, or a newer one.")]
    [InlineData("{ \"kind\": \"canary-backup\", \"version\": 0 }", "The backup is of version 0; this gateway knows versions 1 to 1. Restore it with the version of the gateway that wrote it, or a newer one.")]
    public void Run_OfAnotherFile_SaysSo(string firstLine, string why) => Refusal(Encoding.UTF8.GetBytes(firstLine + "\n{}\n")).ShouldBe(why);

    [Fact]
    public void Run_OfALongFileWithoutLines_SaysSoAndDoesNotReadItAll() =>
        Refusal(new byte[BackupFormat.MaxLineBytes * 2]).ShouldBe($"Line 1 has more than {BackupFormat.MaxLineBytes} bytes: this is not a backup of the gateway.");

    [Fact]
    public void Run_SomethingBehindTheEnd_SaysSo() => Refusal([.. _backup, .. "{}\n"u8]).ShouldEndWith("something follows the end of the backup.");

    [Theory]
    [InlineData("""{"kind":"other","name":"x"}""", "damaged")]
    [InlineData("""{"name":"x"}""", "damaged")]
    [InlineData("""{"kind":"deletion","name":"x","revision":1,"more":1}""", "more")]
    [InlineData("""{"kind":"deletion","name":null,"revision":1}""", "name")]
    [InlineData("""{"kind":"deletion","name":"x","revision":"1"}""", "revision")]
    [InlineData("""{"kind":"deletion","name":"x","revision":43}""", "it must be from 0 to 42")]
    [InlineData("""{"kind":"service","name":"shop-1","revision":1,"document":"{}","state":null}""", "service 'shop-1' is there twice")]
    [InlineData("""{"kind":"service","name":"x","revision":1,"document":"{}","state":null}""", "service 'x' at revision 1: name:")]
    [InlineData("""{"kind":"document","of":"sinks","name":"x","version":1,"json":"{"}""", "not JSON")]
    [InlineData("""{"kind":"evidence","rollout":"r","holder":"a b","step":1,"share":1,"totals":[1],"until":1}""", "one word")]
    [InlineData("""{"kind":"evidence","rollout":"r","holder":"a","step":1,"share":1,"totals":[-1],"until":1}""", "below 0")]
    [InlineData("""{"kind":"deletion","revision":1}""", "name")]
    [InlineData("""{"kind":"version","service":"x","revision":1,"at":9223372036854775807,"origin":{"actor":"a","remote":null,"action":"b","reason":null},"document":null}""", "no time")]
    public void Run_ALineThatIsNotWhatItShouldBe_IsNamedAlsoWhereTheChecksumIsRight(string line, string says)
    {
        var text = Encoding.UTF8.GetString(_backup);
        var lines = text[..(text.LastIndexOf('\n', text.Length - 2) + 1)] + line + "\n";
        var end = new BackupEnd(lines.Count(c => c == '\n'), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))));

        Refusal([.. Encoding.UTF8.GetBytes(lines), .. BackupFormat.Write(end), (byte)'\n']).ShouldContain(says);
    }

    private long LinesIn(int length) => _backup.AsSpan(0, length).Count((byte)'\n');

    private static string Refusal(ReadOnlySpan<byte> file)
    {
        var bytes = file.ToArray();
        return Should.Throw<BackupException>(() => BackupCheck.Run(BackupReader.Read(new MemoryStream(bytes)))).Message;
    }
}
