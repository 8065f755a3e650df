using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>The names of everything that the Redis store keeps. Nothing expires but where it is said.</summary>
/// <remarks>
/// All keys begin with <c>{prefix}:</c>; the braces put them into one slot of a Redis Cluster, so that a script may write them all.
/// <list type="table">
/// <item><term>revision, id</term><description>strings: the counter of accepted writes, and the identity of this history of them</description></item>
/// <item><term>floor</term><description>string: who reads from before this revision gets everything, as deletions until then are forgotten</description></item>
/// <item><term>services</term><description>hash: service to its JSON document</description></item>
/// <item><term>revisions</term><description>sorted set: service by the revision of its document</description></item>
/// <item><term>deletions</term><description>sorted set: deleted service by the revision of its deletion, until that leaves the log</description></item>
/// <item><term>matches, places</term><description>hashes: <c>host|path</c> to the service that has it, and service to the JSON list of what it has</description></item>
/// <item><term>log</term><description>sorted set: accepted writes as JSON without documents, by revision; the newest AuditEntries</description></item>
/// <item><term>audit, audit-id</term><description>sorted set: attempts as JSON by id, the newest AuditEntries; and the counter of ids</description></item>
/// <item><term>history:SERVICE</term><description>sorted set: accepted writes as JSON with documents, by revision; the newest HistoryPerService</description></item>
/// <item><term>states</term><description>hash: service to the JSON of what the gateway remembers about it; absent where that is nothing</description></item>
/// <item><term>documents:KIND, versions</term><description>hashes: name to JSON; and <c>KIND/name</c> to the version, which stays when the document goes</description></item>
/// <item><term>outbox, outbox-sequence</term><description>sorted set: events as <c>sequence key json</c> by sequence, the newest 100,000; and the counter of sequences</description></item>
/// <item><term>lease, lease-token</term><description>string: holder and fencing token of the leader, which expires with the lease; and the counter of tokens</description></item>
/// <item><term>counts:ROLLOUT</term><description>hash: run of a gateway to the totals that it counted, as <c>requests errors</c>; two days from the last word</description></item>
/// <item><term>bucket, grants, users:ROLLOUT</term><description>hash: requests that are left, when that was, and the sum of the grants; list: the last second's grants as <c>µs count</c>; set: hashes of the users that were admitted; two days from the last word</description></item>
/// <item><term>evidence:ROLLOUT, failed:ROLLOUT</term><description>hash and set: counts of each split, and users that met an error, as <see cref="RedisEvidence"/> says; two days from the last word</description></item>
/// <item><term>watched, traffic:GATEWAY</term><description>strings: there while somebody looks at the traffic of all gateways, and the JSON of what a gateway says of its own; for seconds</description></item>
/// <item><term>instances, seen</term><description>hash: gateway to JSON about it; and sorted set: gateway by when it last announced itself (ms, the server's clock), for a day</description></item>
/// </list>
/// The channel <c>prefix:changes</c> carries the revision of every accepted write, and <see cref="LeaseFreed"/>.
/// </remarks>
internal sealed class RedisKeys(string prefix)
{
    private readonly string _root = $"{{{prefix}}}:";

    /// <summary>What the scripts over services take as KEYS, in the order in which they name it.</summary>
    public RedisKey[] State { get; } =
    [
        .. new[]
        {
            "revision", "id", "floor", "services", "revisions", "deletions", "matches", "places", "log", "audit", "audit-id",
            "states", "versions", "outbox", "outbox-sequence", "lease", "lease-token",
        }.Select(name => (RedisKey)$"{{{prefix}}}:{name}"),
    ];

    /// <summary>What the scripts over gateways take as KEYS.</summary>
    public RedisKey[] Instances { get; } = [$"{{{prefix}}}:instances", $"{{{prefix}}}:seen"];

    /// <summary>What all keys begin with.</summary>
    public string Root => _root;

    /// <summary>What the keys of a restore begin with until it is complete; they go by themselves an hour after it was given up.</summary>
    /// <param name="restore">A name of its own.</param>
    public string RestoringPrefix(string restore) => $"{_root}restoring:{restore}:";

    /// <summary>The counter of accepted writes.</summary>
    public RedisKey Revision => _root + "revision";

    /// <summary>Accepted writes in order.</summary>
    public RedisKey Log => _root + "log";

    /// <summary>Attempts, accepted or not.</summary>
    public RedisKey Audit => _root + "audit";

    /// <summary>Followed by a service's name: its versions.</summary>
    public string HistoryPrefix => _root + "history:";

    /// <summary>Followed by a kind: its documents.</summary>
    public string DocumentsPrefix => _root + "documents:";

    /// <summary>Versions of documents.</summary>
    public RedisKey Versions => _root + "versions";

    /// <summary>Events that are to be told.</summary>
    public RedisKey Outbox => _root + "outbox";

    /// <summary>The leader's lease, and the counter of its tokens.</summary>
    public RedisKey[] Lease => [_root + "lease", _root + "lease-token"];

    /// <summary>What gateways counted of a rollout.</summary>
    public RedisKey CountsOf(string rollout) => $"{_root}counts:{rollout}";

    /// <summary>What is left of a rollout's limits: requests, the last second's grants of them, and users.</summary>
    public RedisKey[] ExposureOf(string rollout) => [$"{_root}bucket:{rollout}", $"{_root}grants:{rollout}", $"{_root}users:{rollout}"];

    /// <summary>What gateways counted of a rollout as evidence, and the users that met an error.</summary>
    public RedisKey[] EvidenceOf(string rollout) => [$"{_root}evidence:{rollout}", $"{_root}failed:{rollout}"];

    /// <summary>There while somebody looks at the traffic of all gateways.</summary>
    public RedisKey Watched => _root + "watched";

    /// <summary>What a gateway says of its traffic.</summary>
    public RedisKey TrafficOf(string gateway) => $"{_root}traffic:{gateway}";

    /// <summary>What the channel carries beside revisions: a leader stepped down.</summary>
    public const string LeaseFreed = "lease-freed";

    /// <summary>Where revisions are announced.</summary>
    public string Channel => prefix + ":changes";
}
