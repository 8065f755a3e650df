using System.Text;
using Canary.Core.Selection;
using Canary.Gateway.Control;
using Canary.Gateway.Control.Analysis;
using Canary.Gateway.Control.Backups;
using Canary.Gateway.Notifications.Delivery;
using Canary.Gateway.Storage;
using Canary.Gateway.Storage.Backups;

namespace Canary.TestKit.Fuzzing.Targets;

/// <summary>What comes out of a store that somebody else has written to, and out of a backup file.</summary>
internal static class StoredTargets
{
    private static readonly string[] Words =
    [
        "\"service\"", "\"revision\"", "\"at\"", "\"origin\"", "\"actor\"", "\"action\"", "\"document\"", "\"kind\"", "\"id\"", "\"status\"", "\"rollout\"", "\"users\"", "\"totals\"", "9223372036854775807",
        "canary-backup", "\"name\"", "\"state\"", "\n", "1 2", "run 1 50000",
    ];

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("stored", ReadStored) { Generate = seed => [.. FuzzedServices.Documents(seed).Select(document => (byte[])[.. document, 0, .. "{}"u8])], Words = [.. FuzzedServices.Words, "\0"] },
        new("entry", ReadEntry) { Words = Words },
        new("backup", ReadBackup) { Words = Words },
    ];

    // The document, and behind a NUL what is remembered of the service.
    private static void ReadStored(byte[] input)
    {
        var parts = Encoding.UTF8.GetString(input).Split('\0', 2);
        var stored = new StoredDocument("shop", 3, parts[0], parts.Length > 1 ? parts[1] : null);
        var snapshot = SnapshotBuilder.Build(Snapshot.Empty, new StoreChanges("id", 3, [stored], []), out var refusal);
        FuzzFailure.Unless(snapshot is null == refusal is not null, "neither a snapshot nor a refusal, or both");
        FuzzFailure.Unless(refusal is null || refusal.StartsWith("service 'shop' at revision 3: ", StringComparison.Ordinal), $"a refusal that does not name the service: {refusal}");
        FuzzFailure.Unless(snapshot is null || snapshot.Services.Keys.SequenceEqual(["shop"]), "another service than the stored one");
        if (snapshot?.Services.Find("shop") is { } service)
        {
            FuzzedServices.RoundTrip(service.Config);
        }
    }

    private static void ReadEntry(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        Named(() => FuzzFailure.Unless(RedisEntries.ReadHistory(text) is { Service: not null, Origin: { Actor: not null, Action: not null } }, "a version without what it must have"));
        Named(() => FuzzFailure.Unless(RedisEntries.ReadAudit(text) is { Origin: { Actor: not null, Action: not null } }, "an attempt without what it must have"));
        Named(() => FuzzFailure.Unless(RedisEntries.ReadInstance("gw", text, 1).Version is not null, "a gateway without its version"));
        Named(() => RedisEntries.ReadOutbox(text));
        Named(() => RedisEntries.ReadCounts("run", [text]));
        EvidenceSums.Read(text);
        ChecksDocument.Read(text, "run-1");
        Named(() => DeliveryProgress.Read(text));
    }

    private static void ReadBackup(byte[] input)
    {
        try
        {
            BackupCheck.Run(BackupReader.Read(new MemoryStream(input)));
        }
        catch (BackupException refused)
        {
            FuzzFailure.Unless(refused.Message.Length is > 0 and < 2_000, $"a refusal of {refused.Message.Length} characters");
        }

        // Behind a right checksum, too, there is nothing that breaks.
        var lines = input.AsSpan().TrimEnd((byte)'\n');
        byte[] body = [.. lines, (byte)'\n'];
        var end = new BackupEnd(body.Count(b => b == '\n'), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body)));
        try
        {
            BackupCheck.Run(BackupReader.Read(new MemoryStream([.. body, .. BackupFormat.Write(end), (byte)'\n'])));
            foreach (var record in BackupReader.Read(new MemoryStream([.. body, .. BackupFormat.Write(end), (byte)'\n'])))
            {
                var written = Encoding.UTF8.GetString(BackupFormat.Write(record));
                FuzzFailure.UnlessSame(written, Encoding.UTF8.GetString(BackupFormat.Write(BackupFormat.Read(Encoding.UTF8.GetBytes(written)))), "a record that is read again");
            }
        }
        catch (BackupException)
        {
            // Refused with what is wrong.
        }
    }

    private static void Named(Action read)
    {
        try
        {
            read();
        }
        catch (StoreUnavailableException damaged)
        {
            FuzzFailure.Unless(damaged.Message.Length is > 0 and < 2_000, $"a message of {damaged.Message.Length} characters");
        }
    }
}
