using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>What the Redis store writes: each call one script, and so one atomic step.</summary>
internal sealed class RedisWriting(RedisConnection connection, RedisKeys keys, StoreOptions options)
{
    // KEYS: RedisKeys.State. ARGV: versions kept, audit entries kept, history prefix, channel, origin; then what each script names.
    // Kinds of keys are checked first: an error in the middle of a script would leave half a write.
    private const string Common = """
        local revisionKey, idKey, floorKey, services, revisions, deletions, matches, places, log, audits, auditId = unpack(KEYS)
        local versionsKept, auditKept, historyPrefix, channel = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
        local origin = cjson.decode(ARGV[5])
        local time = redis.call('TIME')
        local at = time[1] * 1000 + math.floor(time[2] / 1000)
        local kinds = { 'string', 'string', 'string', 'hash', 'zset', 'zset', 'hash', 'hash', 'zset', 'zset', 'string' }
        for i, kind in ipairs(kinds) do
            local found = redis.call('TYPE', KEYS[i]).ok
            if found ~= 'none' and found ~= kind then
                return redis.error_reply('ERR ' .. KEYS[i] .. ' is a ' .. found .. ' where a ' .. kind .. ' belongs')
            end
        end
        local revision = tonumber(redis.call('GET', revisionKey) or '0')
        for _, counter in ipairs({ revisionKey, auditId }) do
            if not tonumber(redis.call('GET', counter) or '0') then
                return redis.error_reply('ERR ' .. counter .. ' is not a number')
            end
        end

        local function free(service)
            local _, taken = pcall(cjson.decode, redis.call('HGET', places, service) or '[]')
            for _, place in ipairs(type(taken) == 'table' and taken or {}) do
                if redis.call('HGET', matches, place) == service then
                    redis.call('HDEL', matches, place)
                end
            end
            redis.call('HDEL', places, service)
        end

        local function put(service, document, taken)
            free(service)
            redis.call('HSET', services, service, document)
            redis.call('ZADD', revisions, revision, service)
            redis.call('ZREM', deletions, service)
            redis.call('HSET', places, service, taken)
            for _, place in ipairs(cjson.decode(taken)) do
                redis.call('HSET', matches, place, service)
            end
        end

        local function record(service, document)
            local entry = { service = service, revision = revision, at = at, origin = origin }
            redis.call('ZADD', log, revision, cjson.encode(entry))
            entry.document = document
            redis.call('ZADD', historyPrefix .. service, revision, cjson.encode(entry))
            redis.call('ZREMRANGEBYRANK', historyPrefix .. service, 0, -versionsKept - 1)
        end

        local function audit(entry)
            entry.id, entry.at, entry.origin = redis.call('INCR', auditId), at, origin
            redis.call('ZADD', audits, entry.id, cjson.encode(entry))
            redis.call('ZREMRANGEBYRANK', audits, 0, -auditKept - 1)
        end

        local function trim()
            if redis.call('ZREMRANGEBYRANK', log, 0, -auditKept - 1) == 0 then
                return
            end
            local oldest = redis.call('ZRANGE', log, 0, 0, 'WITHSCORES')[2]
            local forgotten = redis.call('ZRANGEBYSCORE', deletions, '-inf', '(' .. oldest)
            if #forgotten == 0 then
                return
            end
            local last = redis.call('ZSCORE', deletions, forgotten[#forgotten])
            for _, service in ipairs(forgotten) do
                redis.call('DEL', historyPrefix .. service)
                redis.call('ZREM', deletions, service)
            end
            if tonumber(last) > (tonumber(redis.call('GET', floorKey) or '0') or 0) then
                redis.call('SET', floorKey, last)
            end
        end

        """;

    private const string WriteScript = Common + """
        local name, deletes, document, taken = ARGV[6], ARGV[7] == '1', ARGV[8], ARGV[9]
        local wanted, knownId, applied, newId = tonumber(ARGV[10]), ARGV[11], tonumber(ARGV[12]), ARGV[13]
        local id = redis.call('GET', idKey) or ''
        if (knownId ~= '' and knownId ~= id) or revision < applied then
            return { 'behind', revision }
        end

        local exists = redis.call('HEXISTS', services, name) == 1
        local current = exists and (tonumber(redis.call('ZSCORE', revisions, name) or '0')) or nil
        if (wanted == 0 and exists) or (wanted and wanted > 0 and wanted ~= current) or (deletes and not exists) then
            return { 'mismatch', current or -1 }
        end

        for _, place in ipairs(cjson.decode(taken)) do
            local owner = redis.call('HGET', matches, place)
            if owner and owner ~= name and redis.call('HEXISTS', services, owner) == 1 then
                return { 'conflict', place, owner }
            end
        end
        local kind = redis.call('TYPE', historyPrefix .. name).ok
        if kind ~= 'none' and kind ~= 'zset' then
            return redis.error_reply('ERR ' .. historyPrefix .. name .. ' is a ' .. kind .. ' where a zset belongs')
        end

        revision = redis.call('INCR', revisionKey)
        if id == '' then
            redis.call('SET', idKey, newId)
        end
        if deletes then
            free(name)
            redis.call('HDEL', services, name)
            redis.call('ZREM', revisions, name)
            redis.call('ZADD', deletions, revision, name)
            record(name, nil)
        else
            put(name, document, taken)
            record(name, document)
        end
        audit({ service = name, status = 200, revision = revision })
        trim()
        redis.call('PUBLISH', channel, revision)
        return { 'accepted', revision, exists and 0 or 1 }
        """;

    // ARGV further: store id, revision to be above of; then name, document and places of each service.
    private const string ReseedScript = Common + """
        revision = math.max(revision, tonumber(ARGV[7])) + 1
        redis.call('DEL', services, revisions, deletions, matches, places)
        redis.call('SET', idKey, ARGV[6])
        redis.call('SET', revisionKey, string.format('%.0f', revision))
        redis.call('SET', floorKey, string.format('%.0f', revision))
        for i = 8, #ARGV, 3 do
            put(ARGV[i], ARGV[i + 1], ARGV[i + 2])
            record(ARGV[i], ARGV[i + 1])
        end
        audit({ status = 200, revision = revision })
        trim()
        redis.call('PUBLISH', channel, string.format('%.0f', revision))
        return revision
        """;

    private const string AuditScript = Common + "audit(cjson.decode(ARGV[6]))";

    /// <inheritdoc cref="IServiceStore.WriteAsync"/>
    public async Task<WriteResult> WriteAsync(ServiceWrite write, CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await connection.EvaluateAsync(
            WriteScript,
            keys.State,
            [
                .. Arguments(write.Origin), write.Name, write.Document is null ? 1 : 0, write.Document ?? "", RedisEntries.Write(write.MatchKeys),
                write.Condition.Revision is { } wanted ? wanted : "", write.StoreId ?? "", write.AppliedRevision, Guid.NewGuid().ToString("N"),
            ],
            cancellation,
            writes: true))!;
        return (string?)reply[0] switch
        {
            "accepted" => new WriteResult.Accepted((long)reply[1], Created: (long)reply[2] == 1),
            "mismatch" => new WriteResult.Mismatch((long)reply[1] is var current and >= 0 ? current : null),
            "conflict" => new WriteResult.MatchConflict((string)reply[1]!, (string)reply[2]!),
            _ => new WriteResult.Behind((long)reply[1]),
        };
    }

    /// <inheritdoc cref="IServiceStore.ReseedAsync"/>
    public async Task<long> ReseedAsync(
        string storeId, long aboveRevision, IReadOnlyList<SeedDocument> services, WriteOrigin origin, CancellationToken cancellation)
    {
        var seeds = services.SelectMany(s => new RedisValue[] { s.Name, s.Document, RedisEntries.Write(s.MatchKeys) });
        return (long)await connection.EvaluateAsync(
            ReseedScript, keys.State, [.. Arguments(origin), storeId, aboveRevision, .. seeds], cancellation, writes: true, bulk: true);
    }

    /// <inheritdoc cref="IServiceStore.AppendAuditAsync"/>
    public Task AppendAuditAsync(AuditEntry entry, CancellationToken cancellation) =>
        connection.EvaluateAsync(
            AuditScript,
            keys.State,
            [.. Arguments(entry.Origin), RedisEntries.Write(new RedisEntries.Attempt(0, 0, entry.Origin, entry.Service, entry.Status, entry.Revision, entry.Detail))],
            cancellation,
            writes: true);

    private RedisValue[] Arguments(WriteOrigin origin) =>
        [options.HistoryPerService, options.AuditEntries, keys.HistoryPrefix, keys.Channel, RedisEntries.Write(origin)];
}
