using System.Globalization;
using Canary.Gateway.Storage.Backups;
using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>What gateways counted of rollouts as evidence, in Redis.</summary>
/// <remarks>
/// A hash for each rollout, with a field for each run of a gateway and split (<c>RUN STEP SHARE</c>: its totals), and for each split and side
/// the number of users that met an error (<c>users STEP SHARE canary</c>), and one with the judgement; a set has those users, so that each counts once in a rollout. For two days.
/// </remarks>
internal sealed class RedisEvidence(RedisConnection connection, RedisKeys keys)
{
    private const long KeptMilliseconds = 2L * 24 * 60 * 60 * 1000;
    private const string Users = "users";
    private const string Judgement = "judgement";

    // KEYS: evidence and failed users of each rollout. ARGV: most users; then for each report: milliseconds to keep or '', the field of the
    // run, its totals, the split as 'STEP SHARE', how many users, and the users, of which those at the baseline are odd.
    private const string ReportScript = """
        local most, position = tonumber(ARGV[1]), 2
        for i = 1, #KEYS, 2 do
            local kept, split, users = ARGV[position], ARGV[position + 3], tonumber(ARGV[position + 4])
            redis.call('HSET', KEYS[i], ARGV[position + 1], ARGV[position + 2])
            position = position + 5
            local room = users > 0 and most - redis.call('SCARD', KEYS[i + 1]) or 0
            for u = position, position + users - 1 do
                if room > 0 and redis.call('SADD', KEYS[i + 1], string.format('%.0f', math.floor(tonumber(ARGV[u]) / 2))) == 1 then
                    local side = tonumber(ARGV[u]) % 2 == 1 and 'baseline' or 'canary'
                    room = room - 1
                    redis.call('HINCRBY', KEYS[i], 'users ' .. split .. ' ' .. side, 1)
                end
            end
            position = position + users
            if kept ~= '' then
                redis.call('PEXPIRE', KEYS[i], kept)
                redis.call('PEXPIRE', KEYS[i + 1], kept)
            end
        end
        """;

    // KEYS: evidence of a rollout. ARGV: the first step that stays.
    private const string ForgetScript = """
        for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
            local step = tonumber(string.match(field, '^%S+ (%-?%d+) '))
            if step and step < tonumber(ARGV[1]) then
                redis.call('HDEL', KEYS[1], field)
            end
        end
        """;

    /// <inheritdoc cref="IEvidenceLedger.ReportEvidenceAsync"/>
    public Task ReportAsync(string holder, IReadOnlyList<EvidenceReport> reports, CancellationToken cancellation)
    {
        var arguments = new List<RedisValue> { IEvidenceLedger.MaxFailedUsers };
        foreach (var report in reports)
        {
            var split = string.Create(CultureInfo.InvariantCulture, $"{report.Step} {report.ShareMillionths}");
            arguments.AddRange([report.Kept is { } kept ? (long)kept.TotalMilliseconds : "", $"{holder} {split}", EvidenceSums.Write(report.Totals), split, report.FailedUsers.Count]);
            arguments.AddRange(report.FailedUsers.Select(user => (RedisValue)user));
        }

        return connection.EvaluateAsync(ReportScript, [.. reports.SelectMany(report => keys.EvidenceOf(report.Rollout))], [.. arguments], cancellation, writes: true);
    }

    /// <inheritdoc cref="IEvidenceLedger.ReadEvidenceAsync"/>
    public async Task<IReadOnlyList<EvidenceRow>> ReadAsync(IReadOnlyList<string> rollouts, CancellationToken cancellation)
    {
        var hashes = await connection.CallAsync(
            database => Task.WhenAll(rollouts.Select(rollout => database.HashGetAllAsync(keys.EvidenceOf(rollout)[0]))), cancellation);
        return [.. rollouts.Zip(hashes, Sum).SelectMany(rows => rows)];
    }

    /// <inheritdoc cref="IEvidenceLedger.ForgetEvidenceAsync"/>
    public Task ForgetAsync(string rollout, int step, CancellationToken cancellation) =>
        connection.EvaluateAsync(ForgetScript, [keys.EvidenceOf(rollout)[0]], [step], cancellation, writes: true);

    /// <inheritdoc cref="IEvidenceLedger.SaveJudgementsAsync"/>
    public Task SaveAsync(IReadOnlyDictionary<string, string> judgements, CancellationToken cancellation) =>
        connection.CallAsync(
            async database =>
            {
                await Task.WhenAll(judgements.SelectMany(judgement => new Task[]
                {
                    database.HashSetAsync(keys.EvidenceOf(judgement.Key)[0], Judgement, judgement.Value),
                    database.KeyExpireAsync(keys.EvidenceOf(judgement.Key)[0], TimeSpan.FromMilliseconds(KeptMilliseconds)),
                }));
                return true;
            },
            cancellation,
            writes: true);

    /// <inheritdoc cref="IEvidenceLedger.ReadJudgementAsync"/>
    public async Task<string?> ReadJudgementAsync(string rollout, CancellationToken cancellation) =>
        await connection.CallAsync(database => database.HashGetAsync(keys.EvidenceOf(rollout)[0], Judgement), cancellation);

    /// <summary>The fields of a rollout as a backup has them. Which user met its error under which split is not kept: any of them stand for the number of each.</summary>
    /// <param name="rollout">Whose.</param>
    /// <param name="entries">The hash.</param>
    /// <param name="until">When it expires, milliseconds since 1970.</param>
    /// <param name="users">The set.</param>
    public static IEnumerable<BackupRecord> Export(string rollout, HashEntry[] entries, long until, IReadOnlyList<long> users)
    {
        var told = 0;
        foreach (var field in Fields(entries))
        {
            if (field.Run != Users)
            {
                yield return new BackupEvidence(rollout, field.Run, field.Step, field.Share, field.Totals, until);
                continue;
            }

            var some = users.Skip(told).Take((int)Math.Min(field.Totals[0], users.Count - told)).ToList();
            told += some.Count;
            foreach (var chunk in some.Chunk(BackupRecord.MaxUsers))
            {
                yield return new BackupFailedUsers(rollout, field.Step, field.Share, field.AtBaseline, chunk);
            }
        }

        foreach (var chunk in users.Skip(told).Chunk(BackupRecord.MaxUsers))
        {
            yield return new BackupFailedUsers(rollout, 0, BackupFailedUsers.Forgotten, false, chunk);
        }
    }

    /// <summary>The field of a run's totals under a split.</summary>
    public static string FieldOf(string holder, int step, int share) => string.Create(CultureInfo.InvariantCulture, $"{holder} {step} {share}");

    /// <summary>The field of the number of users that met an error under a split.</summary>
    public static string FieldOfUsers(int step, int share, bool atBaseline) => $"{FieldOf(Users, step, share)} {(atBaseline ? "baseline" : "canary")}";

    private static IEnumerable<EvidenceRow> Sum(string rollout, HashEntry[] entries)
    {
        var sums = new EvidenceSums(rollout);
        foreach (var (run, step, share, atBaseline, totals) in Fields(entries))
        {
            if (run == Users)
            {
                sums.AddFailed(step, share, atBaseline, totals[0]);
            }
            else
            {
                sums.Add(step, share, totals);
            }
        }

        return sums.Rows;
    }

    private static IEnumerable<(string Run, int Step, int Share, bool AtBaseline, long[] Totals)> Fields(HashEntry[] entries)
    {
        foreach (var entry in entries.Where(entry => entry.Name != Judgement))
        {
            var (name, value) = ((string)entry.Name!, (string)entry.Value!);

            // Read from its end, as a gateway's name may have blanks.
            var parts = name.Split(' ');
            var end = parts.Length - (parts[^1] is "baseline" or "canary" ? 1 : 0);
            if (end < 3 || !TryRead(parts[end - 2], out var step) || !TryRead(parts[end - 1], out var share) || EvidenceSums.Read(value) is not { } totals)
            {
                throw RedisEntries.Damaged($"{name} {value}");
            }

            yield return (string.Join(' ', parts[..(end - 2)]), step, share, parts[^1] == "baseline", totals);
        }
    }

    private static bool TryRead(string text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
