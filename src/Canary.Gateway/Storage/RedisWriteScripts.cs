namespace Canary.Gateway.Storage;

/// <summary>The scripts that write services: each one atomic step. What they share stands first in each.</summary>
internal static class RedisWriteScripts
{
    // KEYS: RedisKeys.State. ARGV: versions kept, audit entries kept, history prefix, channel, origin; then what each script names.
    // Kinds of keys are checked first: an error in the middle of a script would leave half a write.
    internal const string Common = """
        local revisionKey, idKey, floorKey, services, revisions, deletions, matches, places, log, audits, auditId,
            states, versions, outbox, outboxSequence, lease, leaseToken = unpack(KEYS)
        local versionsKept, auditKept, historyPrefix, channel = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
        local origin = cjson.decode(ARGV[5])
        local time = redis.call('TIME')
        local at = time[1] * 1000 + math.floor(time[2] / 1000)
        local kinds = { 'string', 'string', 'string', 'hash', 'zset', 'zset', 'hash', 'hash', 'zset', 'zset', 'string',
            'hash', 'hash', 'zset', 'string', 'string', 'string' }
        for i, kind in ipairs(kinds) do
            local found = redis.call('TYPE', KEYS[i]).ok
            if found ~= 'none' and found ~= kind then
                return redis.error_reply('ERR ' .. KEYS[i] .. ' is a ' .. found .. ' where a ' .. kind .. ' belongs')
            end
        end
        local revision = tonumber(redis.call('GET', revisionKey) or '0')
        for _, counter in ipairs({ revisionKey, auditId, outboxSequence, leaseToken }) do
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

        local function put(service, document, state, taken)
            free(service)
            redis.call('HSET', services, service, document)
            if state == '' then
                redis.call('HDEL', states, service)
            else
                redis.call('HSET', states, service, state)
            end
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

    /// <summary>One write of services, documents and events. ARGV further: as <see cref="RedisWriting"/> gives them. All is checked before anything is written.</summary>
    public const string Write = Common + """
        local knownId, applied, newId, leader, audited = ARGV[6], tonumber(ARGV[7]), ARGV[8], ARGV[9], ARGV[10] == '1'
        local documentsPrefix, eventsKept = ARGV[11], tonumber(ARGV[12])
        local position, counts = 16, { tonumber(ARGV[13]), tonumber(ARGV[14]), tonumber(ARGV[15]) }
        local function take(count, fields)
            local rows = {}
            for _ = 1, count do
                local row = {}
                for i, field in ipairs(fields) do
                    row[field] = ARGV[position + i - 1]
                end
                rows[#rows + 1], position = row, position + #fields
            end
            return rows
        end
        local writes = take(counts[1], { 'name', 'deletes', 'document', 'state', 'places', 'wanted' })
        local papers = take(counts[2], { 'kind', 'name', 'deletes', 'json', 'wanted' })
        local events = take(counts[3], { 'key', 'json' })

        local id = redis.call('GET', idKey) or ''
        if (knownId ~= '' and knownId ~= id) or revision < applied then
            return { 'behind', revision }
        end
        if leader ~= '' and redis.call('GET', lease) ~= leader then
            return { 'lease' }
        end

        local function differs(wanted, current)
            return (wanted == 0 and current ~= nil) or (wanted ~= nil and wanted > 0 and wanted ~= current)
        end
        local taken, written = {}, {}
        for _, write in ipairs(writes) do
            written[write.name] = true
        end
        for _, write in ipairs(writes) do
            local exists = redis.call('HEXISTS', services, write.name) == 1
            local current = exists and (tonumber(redis.call('ZSCORE', revisions, write.name) or '0')) or nil
            write.created = not exists
            if differs(tonumber(write.wanted), current) or (write.deletes == '1' and not exists) then
                return { 'mismatch', write.name, current or -1 }
            end
            for _, place in ipairs(cjson.decode(write.places)) do
                local owner = redis.call('HGET', matches, place)
                if owner and not written[owner] and redis.call('HEXISTS', services, owner) == 1 then
                    return { 'conflict', place, owner }
                end
                if taken[place] and taken[place] ~= write.name then
                    return { 'conflict', place, taken[place] }
                end
                taken[place] = write.name
            end
            local kind = redis.call('TYPE', historyPrefix .. write.name).ok
            if kind ~= 'none' and kind ~= 'zset' then
                return redis.error_reply('ERR ' .. historyPrefix .. write.name .. ' is a ' .. kind .. ' where a zset belongs')
            end
        end
        for _, paper in ipairs(papers) do
            local key, version = documentsPrefix .. paper.kind, paper.kind .. '/' .. paper.name
            local kind = redis.call('TYPE', key).ok
            if kind ~= 'none' and kind ~= 'hash' then
                return redis.error_reply('ERR ' .. key .. ' is a ' .. kind .. ' where a hash belongs')
            end
            local exists = redis.call('HEXISTS', key, paper.name) == 1
            local current = exists and (tonumber(redis.call('HGET', versions, version) or '0')) or nil
            if differs(tonumber(paper.wanted), current) or (paper.deletes == '1' and not exists) then
                return { 'mismatch', paper.name, current or -1 }
            end
        end

        if id == '' then
            redis.call('SET', idKey, newId)
        end
        if #writes > 0 then
            revision = redis.call('INCR', revisionKey)
        end
        for _, write in ipairs(writes) do
            if write.deletes == '1' then
                free(write.name)
                redis.call('HDEL', services, write.name)
                redis.call('HDEL', states, write.name)
                redis.call('ZREM', revisions, write.name)
                redis.call('ZADD', deletions, revision, write.name)
                record(write.name, nil)
            else
                put(write.name, write.document, write.state, write.places)
                record(write.name, write.document)
            end
            if audited then
                audit({ service = write.name, status = 200, revision = revision })
            end
        end
        for _, paper in ipairs(papers) do
            redis.call('HINCRBY', versions, paper.kind .. '/' .. paper.name, 1)
            if paper.deletes == '1' then
                redis.call('HDEL', documentsPrefix .. paper.kind, paper.name)
            else
                redis.call('HSET', documentsPrefix .. paper.kind, paper.name, paper.json)
            end
        end
        for _, event in ipairs(events) do
            local sequence = redis.call('INCR', outboxSequence)
            redis.call('ZADD', outbox, sequence, sequence .. ' ' .. event.key .. ' ' .. event.json)
        end
        if #events > 0 then
            redis.call('ZREMRANGEBYRANK', outbox, 0, -eventsKept - 1)
        end
        if audited and #writes == 0 then
            audit({ status = 200 })
        end
        if #writes > 0 then
            trim()
            redis.call('PUBLISH', channel, revision)
        end
        return { 'accepted', revision, #writes > 0 and writes[1].created and 1 or 0 }
        """;

    /// <summary>Replaces everything. ARGV further: store id, revision to be above of; then name, document, state and places of each service.</summary>
    public const string Reseed = Common + """
        revision = math.max(revision, tonumber(ARGV[7])) + 1
        redis.call('DEL', services, revisions, deletions, matches, places, states)
        redis.call('SET', idKey, ARGV[6])
        redis.call('SET', revisionKey, string.format('%.0f', revision))
        redis.call('SET', floorKey, string.format('%.0f', revision))
        for i = 8, #ARGV, 4 do
            put(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
            record(ARGV[i], ARGV[i + 1])
        end
        audit({ status = 200, revision = revision })
        trim()
        redis.call('PUBLISH', channel, string.format('%.0f', revision))
        return revision
        """;

    /// <summary>One entry of the audit. ARGV further: the entry.</summary>
    public const string Audit = Common + "audit(cjson.decode(ARGV[6]))";
}
