using System.Text.Json;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Storage;
using Canary.Gateway.Storage.Backups;

namespace Canary.Gateway.Control.Backups;

/// <summary>Reads a whole backup before anything of it is written: a gateway must be able to serve what it holds.</summary>
internal static class BackupCheck
{
    /// <summary>Checks it.</summary>
    /// <param name="records">As they are read; reading them to the end tells that the file is whole.</param>
    /// <exception cref="BackupException">Something is wrong; nothing of it may be restored.</exception>
    public static BackupSummary Run(IEnumerable<BackupRecord> records)
    {
        BackupHead? head = null;
        var services = new List<StoredDocument>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var line = 0L;
        foreach (var record in records)
        {
            line++;
            head ??= (BackupHead)record;
            if (ProblemOf(record, head) is { } problem)
            {
                throw new BackupException($"Line {line}: {problem}");
            }

            if (record is BackupService service)
            {
                if (!names.Add(service.Name))
                {
                    throw new BackupException($"Line {line}: service {Quoted.Text(service.Name)} is there twice.");
                }

                services.Add(new StoredDocument(service.Name, service.Revision, service.Document, service.State));
            }
        }

        if (SnapshotBuilder.Build(Snapshot.Empty, new StoreChanges(head!.StoreId, head.Revision, services, []) { IsComplete = true }, out var refusal) is null)
        {
            throw new BackupException($"What the backup holds can't be served: {refusal}");
        }

        return new BackupSummary(head.At, head.Revision, services.Count, line);
    }

    private static string? ProblemOf(BackupRecord record, BackupHead head) => record switch
    {
        BackupHead => head.Revision < 0 || head.Floor < 0 || head.LastAttempt < 0 || head.LastMessage < 0 || (head.Revision > 0 && head.StoreId.Length == 0)
            ? "a counter is below 0, or the store has no id." : null,
        BackupService service => RevisionProblem(service.Revision, head),
        BackupDeletion deletion => RevisionProblem(deletion.Revision, head),
        BackupVersion version => RevisionProblem(version.Revision, head) ?? TimeProblem(version.At),
        BackupEvent told => RevisionProblem(told.Revision, head) ?? TimeProblem(told.At),
        BackupAttempt attempt => NumberProblem("id", attempt.Id, head.LastAttempt) ?? TimeProblem(attempt.At),
        BackupDocument { Json: { } json } => JsonProblem(json),
        BackupMessage message => NumberProblem("sequence", message.Sequence, head.LastMessage) ?? WordProblem("key", message.Key) ?? JsonProblem(message.Json),
        BackupCount count => WordProblem("rollout", count.Rollout) ?? (count.Requests < 0 || count.Errors < 0 ? "a count is below 0." : null),
        BackupUsers users => WordProblem("rollout", users.Rollout),
        BackupEvidence evidence => WordProblem("rollout", evidence.Rollout) ?? WordProblem("holder", evidence.Holder)
            ?? (evidence.Totals.Count == 0 || evidence.Totals.Any(total => total < 0) ? "totals are missing, or below 0." : null),
        BackupFailedUsers failed => WordProblem("rollout", failed.Rollout) ?? (failed.Users.Any(user => user < 0) ? "a user is below 0." : null),
        _ => null,
    };

    private static string? RevisionProblem(long revision, BackupHead head) => NumberProblem("revision", revision, head.Revision);

    private static string? NumberProblem(string name, long number, long most) =>
        number >= 0 && number <= most ? null : $"{name} is {number}; it must be from 0 to {most}, which the first line says.";

    private static string? TimeProblem(long at) =>
        at >= 0 && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? null : $"at is {at}, which is no time in milliseconds since 1970.";

    private static string? WordProblem(string name, string word) =>
        word.Length > 0 && !word.Any(char.IsWhiteSpace) ? null : $"{name} is {Quoted.Text(word)}; it must be one word.";

    private static string? JsonProblem(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return null;
        }
        catch (JsonException e)
        {
            return $"what it holds is not JSON: {Quoted.Within(e.Message.Split(" LineNumber:")[0], 200)}";
        }
    }
}

/// <summary>What a backup is.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Revision">The revision that it shows.</param>
/// <param name="Services">How many services it has.</param>
/// <param name="Lines">How many lines, without the last.</param>
internal sealed record BackupSummary(DateTimeOffset At, long Revision, int Services, long Lines);
