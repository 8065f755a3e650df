using System.Diagnostics;
using System.Globalization;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;
using Canary.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>The file store: the contract, and its files.</summary>
public sealed class FileStoreTests : StoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-store-").FullName;

    public FileStoreTests() => Options.Path = Path.Combine(_folder, "data");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_second_gateway_on_the_folder_is_told_so_in_one_line()
    {
        await using var second = Create();
        var refused = await Should.ThrowAsync<SettingsException>(() => second.StartAsync(default));

        refused.Problems.Single().ShouldStartWith($"Canary:Store:Path is '{Options.Path}': another gateway uses this folder");
        (await WriteAsync("shop")).ShouldBe(Accepted(1, created: true));
        await Store.DisposeAsync();
        await second.StartAsync(default);
        (await second.ReadAsync(0, default)).Revision.ShouldBe(1);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_named()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        await using var store = Over(Path.Combine(file, "data"));

        (await Should.ThrowAsync<SettingsException>(() => store.StartAsync(default))).Problems.Single()
            .ShouldStartWith($"Canary:Store:Path is '{file}/data': the folder can't be created");
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "odd", FileStoreDatabase.FileName));
        await using var store = Over(Path.Combine(_folder, "odd"));

        (await Should.ThrowAsync<SettingsException>(() => store.StartAsync(default))).Problems.Single()
            .ShouldStartWith($"Canary:Store:Path is '{_folder}/odd': canary.db can't be opened for writing");
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_left_alone()
    {
        await Store.DisposeAsync();
        using (var newer = FileStoreDatabase.Open(Options.Path))
        {
            newer.Execute("PRAGMA user_version = 99");
        }

        await using var store = Create();
        (await Should.ThrowAsync<SettingsException>(() => store.StartAsync(default))).Problems.Single().ShouldContain("newer version");
    }

    [Fact]
    public async Task A_damaged_file_is_said_to_be_unavailable_and_used_again_once_it_is_whole()
    {
        await WriteAsync("shop", "1");
        await Store.DisposeAsync();
        var file = Path.Combine(Options.Path, FileStoreDatabase.FileName);
        var whole = await File.ReadAllBytesAsync(file);
        await File.WriteAllTextAsync(file, new string('x', 10_000));

        await using var store = Create();
        await store.StartAsync(default);
        store.IsConnected.ShouldBeFalse();
        (await Should.ThrowAsync<StoreUnavailableException>(() => store.ReadAsync(0, default))).Message.ShouldContain($"'{file}' is damaged");

        await File.WriteAllBytesAsync(file, whole);
        (await store.ReadAsync(0, default)).Written.Single().Document.ShouldBe("1");
        store.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_copy_of_the_files_taken_while_writing_has_every_answered_write()
    {
        using var stop = new CancellationTokenSource();
        var answered = 0L;
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var result = (WriteResult.Accepted)await WriteAsync("shop", (answered + 1).ToString(CultureInfo.InvariantCulture));
                Volatile.Write(ref answered, result.Revision);
            }
        });
        for (var crash = 0; crash < 5; crash++)
        {
            var enough = Volatile.Read(ref answered) + 20;
            await Eventually.TrueAsync(() => Volatile.Read(ref answered) >= enough, "some writes are answered");
            var copy = Path.Combine(_folder, $"copy{crash}");
            var atLeast = Volatile.Read(ref answered);

            await CopyAsync(copy);
            await using var store = Over(copy);
            await store.StartAsync(default);
            var changes = await store.ReadAsync(0, default);
            changes.Revision.ShouldBeGreaterThanOrEqualTo(atLeast);
            changes.Written.Single().ShouldBe(new StoredDocument("shop", changes.Revision, changes.Revision.ToString(CultureInfo.InvariantCulture)));
            (await store.ReadHistoryAsync("shop", null, 1, default)).Single().Revision.ShouldBe(changes.Revision);
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_disposed_store_says_so()
    {
        await Store.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => Store.ReadAsync(0, default));
    }

    [Fact]
    public async Task A_database_of_the_first_layout_is_brought_up_to_date_and_keeps_everything()
    {
        await WriteAsync("shop", "1", matches: ["a|/"]);
        await Store.DisposeAsync();
        using (var db = new SqliteConnection($"Data Source={Path.Combine(Options.Path, FileStoreDatabase.FileName)};Pooling=False"))
        {
            db.Open();
            db.Execute("""
                ALTER TABLE services DROP COLUMN state;
                DROP TABLE documents; DROP TABLE outbox; DROP TABLE rollout_counts; DROP TABLE exposed_users; DROP TABLE evidence; DROP TABLE failed_users;
                PRAGMA user_version = 1;
                """);
        }

        await ReopenAsync();
        (await ReadAsync()).Written.Single().ShouldBe(new StoredDocument("shop", 1, "1"));
        (await WriteBatchAsync(new StoreWrite { Documents = [Paper("x", "1")], Origin = Origin })).ShouldBeOfType<WriteResult.Accepted>();
        (await Store.ReadHistoryAsync("shop", null, 10, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Users_of_a_rollout_that_is_still_asked_about_are_not_forgotten_when_another_begins()
    {
        await Store.DisposeAsync();
        var time = new SteppedTime();
        await using var store = new FileStore(Options, time, NullLogger<FileStore>.Instance);
        await store.ExposeAsync(new ExposureRequest("long", null, 0, 1, [1]), default);
        for (var day = 0; day < 4; day++)
        {
            time.Advance(TimeSpan.FromDays(1));
            await store.ExposeAsync(new ExposureRequest("long", null, 0, 1, []), default);
        }

        await store.ExposeAsync(new ExposureRequest("another", null, 0, 1, [7]), default);
        (await store.ExposeAsync(new ExposureRequest("long", null, 0, 1, [2, 1]), default)).AdmittedUsers.ShouldBe([1]);
    }

    private protected override IGatewayStore Create() => new FileStore(Options, TimeProvider.System, NullLogger<FileStore>.Instance);

    private static FileStore Over(string folder) => new(new StoreOptions { Path = folder }, TimeProvider.System, NullLogger<FileStore>.Instance);

    // As a crash leaves the files: the database before its log, so that what a checkpoint moves meanwhile is still in the log, and again
    // where the log was begun anew meanwhile, which its header shows. The database is copied by another program, as closing it
    // here would give up the process's lock on it.
    private async Task CopyAsync(string target)
    {
        var log = FileStoreDatabase.FileName + "-wal";
        Directory.CreateDirectory(target);
        byte[] before;
        do
        {
            before = Header(Path.Combine(Options.Path, log));
            foreach (var file in new[] { FileStoreDatabase.FileName, log })
            {
                using var copy = Process.Start("cp", [Path.Combine(Options.Path, file), target]);
                await copy.WaitForExitAsync();
                copy.ExitCode.ShouldBe(0);
            }
        }
        while (!before.SequenceEqual(Header(Path.Combine(target, log))) || !before.SequenceEqual(Header(Path.Combine(Options.Path, log))));
    }

    private static byte[] Header(string log)
    {
        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var header = new byte[32];
        file.ReadExactly(header);
        return header;
    }
}
