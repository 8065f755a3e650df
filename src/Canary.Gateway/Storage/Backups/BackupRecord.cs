using System.Text.Json.Serialization;

namespace Canary.Gateway.Storage.Backups;

/// <summary>One line of a backup. The first is a <see cref="BackupHead"/>, the last a <see cref="BackupEnd"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(BackupHead), BackupHead.Kind)]
[JsonDerivedType(typeof(BackupService), "service")]
[JsonDerivedType(typeof(BackupDeletion), "deletion")]
[JsonDerivedType(typeof(BackupVersion), "version")]
[JsonDerivedType(typeof(BackupEvent), "event")]
[JsonDerivedType(typeof(BackupAttempt), "attempt")]
[JsonDerivedType(typeof(BackupDocument), "document")]
[JsonDerivedType(typeof(BackupMessage), "message")]
[JsonDerivedType(typeof(BackupCount), "count")]
[JsonDerivedType(typeof(BackupUsers), "users")]
[JsonDerivedType(typeof(BackupEvidence), "evidence")]
[JsonDerivedType(typeof(BackupFailedUsers), "failed-users")]
[JsonDerivedType(typeof(BackupEnd), BackupEnd.Kind)]
internal abstract record BackupRecord
{
    /// <summary>The most users in one line.</summary>
    public const int MaxUsers = 1_000;
}

/// <summary>What the backup is, and where the store's counters stood.</summary>
/// <param name="Version">Of the format.</param>
/// <param name="Gateway">Version of the gateway that made it.</param>
/// <param name="At">When, by that gateway's clock.</param>
/// <param name="StoreId">Identity of the store's history.</param>
/// <param name="Revision">The revision that it shows.</param>
/// <param name="Floor">The revision below which deletions were forgotten.</param>
/// <param name="LastAttempt">The highest id of the audit.</param>
/// <param name="LastMessage">The highest sequence of the outbox, also of what was delivered long ago.</param>
internal sealed record BackupHead(int Version, string Gateway, DateTimeOffset At, string StoreId, long Revision, long Floor, long LastAttempt, long LastMessage) : BackupRecord
{
    /// <summary>By this word a file is known to be a backup.</summary>
    public const string Kind = "canary-backup";

    /// <summary>The version that this gateway writes; it reads all up to this one.</summary>
    public const int CurrentVersion = 1;
}

/// <summary>A service as it is stored.</summary>
internal sealed record BackupService(string Name, long Revision, string Document, string? State) : BackupRecord;

/// <summary>A deleted service whose deletion is remembered.</summary>
internal sealed record BackupDeletion(string Name, long Revision) : BackupRecord;

/// <summary>A version in the history of a service; without a document: its deletion. Times are milliseconds since 1970, UTC.</summary>
internal sealed record BackupVersion(string Service, long Revision, long At, WriteOrigin Origin, string? Document) : BackupRecord;

/// <summary>An accepted write, as the feed of events tells it.</summary>
internal sealed record BackupEvent(string Service, long Revision, long At, WriteOrigin Origin) : BackupRecord;

/// <summary>An entry of the audit.</summary>
internal sealed record BackupAttempt(long Id, long At, WriteOrigin Origin, string? Service, int Status, long? Revision, string? Detail) : BackupRecord;

/// <summary>A document beside the services; without JSON: one that was deleted, whose versions go on.</summary>
/// <param name="Of">Its kind, one of <see cref="DocumentKinds"/>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Json">Its content.</param>
internal sealed record BackupDocument(string Of, string Name, long Version, string? Json) : BackupRecord;

/// <summary>An event of the outbox that is still to be told.</summary>
internal sealed record BackupMessage(long Sequence, string Key, string Json) : BackupRecord;

/// <summary>What one run of a gateway counted of a rollout.</summary>
internal sealed record BackupCount(string Rollout, string Holder, long Requests, long Errors) : BackupRecord;

/// <summary>Users that were admitted to a rollout with a limit, at most <see cref="BackupRecord.MaxUsers"/>.</summary>
internal sealed record BackupUsers(string Rollout, IReadOnlyList<long> Users) : BackupRecord;

/// <summary>What one run of a gateway counted under one split.</summary>
/// <param name="Rollout">Whose ledger.</param>
/// <param name="Holder">The run.</param>
/// <param name="Step">Index of the step.</param>
/// <param name="Share">Millionths.</param>
/// <param name="Totals">The counters.</param>
/// <param name="Until">When it is forgotten, milliseconds since 1970.</param>
internal sealed record BackupEvidence(string Rollout, string Holder, int Step, int Share, IReadOnlyList<long> Totals, long Until) : BackupRecord;

/// <summary>Users that met an error under a split, at most <see cref="BackupRecord.MaxUsers"/>.</summary>
/// <param name="Rollout">Whose ledger.</param>
/// <param name="Step">Index of the step.</param>
/// <param name="Share">Millionths; <see cref="Forgotten"/> where they count in no split any more, but not again either.</param>
/// <param name="AtBaseline">On which side.</param>
/// <param name="Users">The users.</param>
internal sealed record BackupFailedUsers(string Rollout, int Step, int Share, bool AtBaseline, IReadOnlyList<long> Users) : BackupRecord
{
    /// <summary>The share of users whose split was forgotten.</summary>
    public const int Forgotten = -1;
}

/// <summary>That the file is whole.</summary>
/// <param name="Lines">Lines before this one.</param>
/// <param name="Sha256">The checksum of all bytes before this line, in hex.</param>
internal sealed record BackupEnd(long Lines, string Sha256) : BackupRecord
{
    /// <summary>By this word the last line is known.</summary>
    public const string Kind = "end";
}
