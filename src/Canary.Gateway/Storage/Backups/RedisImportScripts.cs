namespace Canary.Gateway.Storage.Backups;

/// <summary>The scripts of a restore.</summary>
internal static class RedisImportScripts
{
    // Needs 'documentsPrefix' and 'secrets', the kind that every store has; and 'kinds'.
    private const string Common = """
        local function isFilled()
            local filled = redis.call('HLEN', KEYS[4]) > 0 or tonumber(redis.call('GET', KEYS[1]) or '0') ~= 0
            for _, kind in ipairs(kinds) do
                filled = filled or (kind ~= secrets and redis.call('HLEN', documentsPrefix .. kind) > 0)
            end
            return filled
        end

        """;

    /// <summary>Whether there is anything. ARGV: prefix of documents, kind of secrets, all kinds. Replies with 1 where there is, revision, and how many services.</summary>
    public const string FindContent = """
        local documentsPrefix, secrets, kinds = ARGV[1], ARGV[2], { unpack(ARGV, 3) }
        """ + "\n" + Common + """
        return { isFilled() and 1 or 0, tonumber(redis.call('GET', KEYS[1]) or '0') or 0, redis.call('HLEN', KEYS[4]) }
        """;

    /// <summary>
    /// Gives everything its name. ARGV further: whether what is there is replaced, revision to be above of, the backup's store id,
    /// revision, last attempt and last message, prefix of documents, kind of secrets, prefix of what was written, prefix of all keys, number
    /// of kinds, the kinds; then the names written, each with when it expires (ms since 1970) or ''.
    /// </summary>
    public const string Finish = RedisWriteScripts.Common + """
        local replace, above = ARGV[6] == '1', tonumber(ARGV[7])
        local backup = { id = ARGV[8], revision = tonumber(ARGV[9]), attempt = tonumber(ARGV[10]), message = tonumber(ARGV[11]) }
        local documentsPrefix, secrets, written, root = ARGV[12], ARGV[13], ARGV[14], ARGV[15]
        local kinds, first = {}, 17 + tonumber(ARGV[16])
        for i = 17, first - 1 do
            kinds[#kinds + 1] = ARGV[i]
        end

        """ + Common + """
        if isFilled() and not replace then
            return { 'filled', revision, redis.call('HLEN', services) }
        end
        for i = first, #ARGV, 2 do
            if redis.call('EXISTS', written .. ARGV[i]) == 0 then
                return { 'lost', ARGV[i] }
            end
        end

        for _, service in ipairs(redis.call('HKEYS', services)) do
            redis.call('DEL', historyPrefix .. service)
        end
        for _, service in ipairs(redis.call('ZRANGE', deletions, 0, -1)) do
            redis.call('DEL', historyPrefix .. service)
        end
        for _, kind in ipairs(kinds) do
            redis.call('DEL', documentsPrefix .. kind)
        end
        local attempts = redis.call('ZRANGE', audits, 0, -1)
        redis.call('DEL', services, revisions, deletions, matches, places, log, audits, states, versions, outbox)
        for i = first, #ARGV, 2 do
            redis.call('RENAME', written .. ARGV[i], root .. ARGV[i])
            if ARGV[i + 1] == '' then
                redis.call('PERSIST', root .. ARGV[i])
            else
                redis.call('PEXPIREAT', root .. ARGV[i], ARGV[i + 1])
            end
        end

        local function whole(number)
            return string.format('%.0f', number)
        end
        revision = math.max(revision, above, backup.revision) + 1
        redis.call('SET', idKey, backup.id)
        redis.call('SET', revisionKey, whole(revision))
        redis.call('SET', floorKey, whole(revision))
        redis.call('SET', outboxSequence, whole(math.max(backup.message, tonumber(redis.call('GET', outboxSequence) or '0'))))
        redis.call('SET', auditId, whole(math.max(backup.attempt, 0)))
        for _, json in ipairs(attempts) do
            local isEntry, entry = pcall(cjson.decode, json)
            if isEntry and type(entry) == 'table' then
                entry.id = redis.call('INCR', auditId)
                redis.call('ZADD', audits, entry.id, cjson.encode(entry))
            end
        end
        audit({ status = 200, revision = revision })
        redis.call('PUBLISH', channel, whole(revision))
        return { 'restored', whole(revision) }
        """;
}
