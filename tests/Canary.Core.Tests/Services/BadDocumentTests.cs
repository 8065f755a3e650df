using System.Text.Json.Nodes;

namespace Canary.Core.Tests.Services;

/// <summary>What a bad document is answered with: the field, the value and what is allowed.</summary>
public sealed class BadDocumentTests
{
    /// <summary>Changes to the contract's service (null removes a field), the path that is wrong then, and a part of the message.</summary>
    public static TheoryData<string, string, string> BadChanges => new()
    {
        // Structure: types, unknown and missing fields.
        { """{"name": null}""", "name", "is required, but missing" },
        { """{"name": 5}""", "name", "must be a text, but is the number 5" },
        { """{"nmae": "shop"}""", "nmae", "not a known field; allowed here: name, match, baseline" },
        { """{"Name": "shop"}""", "Name", "not a known field" },
        { """{"variants": null}""", "variants", "is required, but missing" },
        { """{"variants": []}""", "variants", "must be an object, but is a list" },
        { """{"variants": {"canary": "http://x"}}""", "variants.canary", "must be an object, but is the text 'http://x'" },
        { """{"variants": {"canary": {"destinations": null}}}""", "variants.canary.destinations", "is required" },
        { """{"variants": {"canary": {"destinations": "http://x"}}}""", "variants.canary.destinations", "must be a list, but is the text" },
        { """{"variants": {"canary": {"destinations": [5]}}}""", "variants.canary.destinations[0]", "must be an address, or an object with address and weight, but is the number 5" },
        { """{"variants": {"canary": {"destinations": [{"weight": 2}]}}}""", "variants.canary.destinations[0].address", "is required" },
        { """{"variants": {"canary": {"destinations": [{"address": "http://x", "wieght": 2}]}}}""", "variants.canary.destinations[0].wieght", "allowed here: address, weight" },
        { """{"variants": {"canary": {"destinations": [{"address": "http://x", "weight": 1.5}]}}}""", "variants.canary.destinations[0].weight", "must be a whole number, but is the number 1.5" },
        { """{"variants": {"canary": {"loadBalancing": "RoundRobin"}}}""", "variants.canary.loadBalancing", "must be one of powerOfTwoChoices, firstAlphabetical, random, roundRobin, leastRequests, weightedRandom, but is the text 'RoundRobin'" },
        { """{"variants": {"canary": {"protocol": "http3"}}}""", "variants.canary.protocol", "must be one of auto, http1, http2, but is the text 'http3'" },
        { """{"variants": {"canary": {"healthCheck": {"actve": {}}}}}""", "variants.canary.healthCheck.actve", "allowed here: active, passive" },
        { """{"variants": {"canary": {"healthCheck": {"active": {"interval": "5 s"}}}}}""", "variants.canary.healthCheck.active.interval", "must be a duration such as 500ms, 90s, 5m, 1h30m or PT5M, but is the text '5 s'" },
        { """{"weights": {"stable": 90, "canary": "10"}}""", "weights.canary", "must be a percent number from 0 to 100 with at most two decimals, but is the text '10'" },
        { """{"weights": {"stable": 89.999, "canary": 10.001}}""", "weights.stable", "at most two decimals, but is the number 89.999" },
        { """{"weights": {"stable": -1}}""", "weights.stable", "but is the number -1" },
        { """{"weights": {"stable": 101}}""", "weights.stable", "but is the number 101" },
        { """{"weights": {"stable": 79228162514264337593543950335}}""", "weights.stable", "from 0 to 100" },
        { """{"weights": {"stable": 1e999}}""", "weights.stable", "but is the number 1e999" },
        { """{"weights": [90, 10]}""", "weights", "must be an object, but is a list" },
        { """{"match": {"host": "x"}}""", "match.host", "allowed here: hosts, path" },
        { """{"match": {"hosts": "x"}}""", "match.hosts", "must be a list" },
        { """{"timeouts": {"connect": 3}}""", "timeouts.connect", "must be a duration such as" },
        { """{"exposeVariant": "yes"}""", "exposeVariant", "must be true or false, but is the text 'yes'" },
        { """{"transforms": [{}]}""", "transforms[0]", "must have 1 to 8 fields, but has 0" },
        { """{"transforms": [{"PathPrefix": "/a"}, {"PathPattern": "/b"}]}""", "transforms[1]", "must be one of PathPrefix, PathSet, PathRemovePrefix, QueryValueParameter" },
        { """{"transforms": [{"X-Forwarded": "Off"}]}""", "transforms[0]", "but is 'X-Forwarded': the gateway itself writes what it is about" },
        { """{"transforms": [{"PathPrefix": "/a", "PathSet": "/b"}]}""", "transforms[0]", "must be one transform, but is PathPrefix and PathSet" },
        { """{"transforms": [{"PathPrefix": "a"}]}""", "transforms[0].PathPrefix", "it must start with '/'" },
        { """{"transforms": [{"PathPrefix": "/a", "Set": "b"}]}""", "transforms[0].Set", "is not part of PathPrefix; what is: PathPrefix" },
        { """{"transforms": [{"RequestHeader": "X-A"}]}""", "transforms[0]", "must have either Set or Append beside RequestHeader" },
        { """{"transforms": [{"RequestHeader": "X-A", "Set": "1", "Append": "2"}]}""", "transforms[0]", "must have either Set or Append" },
        { """{"transforms": [{"RequestHeader": "X-A", "Set": "1\r\nX-B: 2"}]}""", "transforms[0].Set", "must be at most 2000 printable ASCII characters" },
        { """{"transforms": [{"RequestHeader": "X A", "Set": "1"}]}""", "transforms[0].RequestHeader", "must be 1 to 256 of letters, digits" },
        { """{"transforms": [{"RequestHeader": "x-canary-variant", "Set": "1"}]}""", "transforms[0].RequestHeader", "which only the gateway itself writes" },
        { """{"transforms": [{"RequestHeader": "Baggage", "Append": "1"}]}""", "transforms[0].RequestHeader", "which only the gateway itself writes" },
        { """{"transforms": [{"RequestHeaderRemove": "X-Forwarded-For"}]}""", "transforms[0].RequestHeaderRemove", "which only the gateway itself writes" },
        { """{"transforms": [{"RequestHeader": "Transfer-Encoding", "Set": "chunked"}]}""", "transforms[0].RequestHeader", "which only the gateway itself writes" },
        { """{"transforms": [{"ResponseHeader": "Content-Length", "Set": "1"}]}""", "transforms[0].ResponseHeader", "which only the gateway itself writes" },
        { """{"transforms": [{"ResponseHeader": "X-A", "Set": "1", "When": "always"}]}""", "transforms[0].When", "must be one of Success, Always, Failure, but is 'always'" },
        { """{"errorCodes": []}""", "errorCodes", "must have 1 to 50 status codes, but has 0" },
        { """{"errorCodes": ["5xx", "200"]}""", "errorCodes[1]", "must be a status from 400 to 599, 4xx or 5xx, but is '200'" },
        { """{"objective": {"window": "1h"}}""", "objective.good", "is required" },
        { """{"objective": {"good": 100}}""", "objective.good", "must be from 50 to 99.9999, but is 100" },
        { """{"objective": {"good": 1e300}}""", "objective.good", "must be from 50 to 99.9999" },
        { """{"objective": {"good": 99, "window": "1m"}}""", "objective.window", "must be from 1h to 90d, but is 1m" },
        { """{"timeouts": {"deadline": "0s"}}""", "timeouts.deadline", "must be from 1ms to 1d, but is 0s" },
        { """{"fallback": {"status": ["503"]}}""", "fallback.status", "allowed here: statuses, methods, maxBody, budget, after" },
        { """{"fallback": {"statuses": ["200"]}}""", "fallback.statuses[0]", "must be a status from 400 to 599, 4xx or 5xx, but is '200'" },
        { """{"fallback": {"methods": ["PO ST"]}}""", "fallback.methods[0]", "must be 1 to 32 of letters" },
        { """{"fallback": {"maxBody": 1048577}}""", "fallback.maxBody", "must be from 0 to 1048576, but is 1048577" },
        { """{"fallback": {"budget": 0}}""", "fallback.budget", "must be from 0.01 to 100, but is 0" },
        { """{"fallback": {"after": "25h"}}""", "fallback.after", "must be from 1ms to 1d" },
        { """{"retries": {"attempts": 6}}""", "retries.attempts", "must be from 1 to 5, but is 6" },
        { """{"mirror": {}}""", "mirror.variant", "is required" },
        { """{"mirror": {"variant": "shadow"}}""", "mirror.variant", "must be one of the variants, but is 'shadow'; the service has: stable, canary" },
        { """{"mirror": {"variant": "canary", "hostSuffix": ".x"}}""", "mirror.hostSuffix", "must be at most 32 letters, digits and '-', but is '.x'" },
        { """{"mirror": {"variant": "canary", "maxPending": 0}}""", "mirror.maxPending", "must be from 1 to 10000" },
        { """{"mirror": {"variant": "canary", "compare": {"ignore": ["id"]}}}""", "mirror.compare.ignore[0]", "must be a place such as /items/*/id, but is 'id'" },
        { """{"limits": {"maxBody": -1}}""", "limits.maxBody", "must be from 0 to 1099511627776, but is -1" },
        { """{"limits": {"rate": {}}}""", "limits.rate.requests", "is required" },
        { """{"limits": {"rate": {"requests": 0}}}""", "limits.rate.requests", "must be from 1 to 1000000" },
        { """{"limits": {"rate": {"requests": 1, "per": "1ms"}}}""", "limits.rate.per", "must be from 100ms to 1h" },
        { """{"limits": {"rate": {"requests": 1, "by": []}}}""", "limits.rate.by", "must have 1 to 8 sources" },
        { """{"limits": {"rate": {"requests": 1, "by": {"header": "a b"}}}}""", "limits.rate.by.header", "but is 'a b'" },
        { """{"upstream": ["Shop"]}""", "upstream[0]", "must be named by 1 to 63 of a-z" },
        { """{"rollbackGrace": "2d"}""", "rollbackGrace", "must be from 0s to 1d, but is 2d" },
        { """{"transforms": [{"PathSet": "/a\n"}]}""", "transforms[0].PathSet", "must not have control characters" },
        { """{"variants": {"canary": {"slowStart": "2h"}}}""", "variants.canary.slowStart", "must be from 0s to 1h, but is 2h" },
        { """{"variants": {"canary": {"maxConcurrency": 0}}}""", "variants.canary.maxConcurrency", "must be from 1 to 1000000" },
        { """{"variants": {"canary": {"healthCheck": {"passive": {"consecutiveFailures": 0}}}}}""", "variants.canary.healthCheck.passive.consecutiveFailures", "must be from 1 to 1000" },
        { """{"variants": {"canary": {"healthCheck": {"passive": {"statuses": ["x"]}}}}}""", "variants.canary.healthCheck.passive.statuses[0]", "must be a status" },
        { """{"variants": {"canary": {"healthCheck": {"passive": {"maxEjected": 0}}}}}""", "variants.canary.healthCheck.passive.maxEjected", "must be from 0.01 to 100" },
        { """{"variants": {"canary": {"discovery": {}}}}""", "variants.canary.discovery", "must have exactly one of dns, consul, nacos, etcd, kubernetes, but has none of them" },
        { """{"variants": {"canary": {"discovery": {"etcd": {"prefix": "a"}, "dns": {"name": "a", "port": 1}}}}}""", "variants.canary.discovery", "but has dns and etcd" },
        { """{"variants": {"canary": {"discovery": {"dns": {"name": "a..b", "port": 1}}}}}""", "variants.canary.discovery.dns.name", "must be a name such as shop.internal" },
        { """{"variants": {"canary": {"discovery": {"dns": {"name": "a"}}}}}""", "variants.canary.discovery.dns.port", "is required" },
        { """{"variants": {"canary": {"discovery": {"dns": {"name": "_http._tcp.a", "port": 80}}}}}""", "variants.canary.discovery.dns.port", "have their own ports; leave it out" },
        { """{"variants": {"canary": {"discovery": {"etcd": {"prefix": "a"}, "scheme": "ftp"}}}}""", "variants.canary.discovery.scheme", "must be http or https, but is 'ftp'" },
        { """{"variants": {"canary": {"discovery": {"kubernetes": {"service": "A"}}}}}""", "variants.canary.discovery.kubernetes.service", "must be named by" },
        { """{"variants": {"canary": {"discovery": {"consul": {"service": "a", "meta": {"v": 2}}}}}}""", "variants.canary.discovery.consul.meta.v", "must be a text" },
        { """{"revision": "5"}""", "revision", "must be a number" },
        { """{"sticky": "cookie"}""", "sticky", "must be an object with one source, or a list of them" },
        { """{"sticky": [{"cookie": "a", "header": "b"}]}""", "sticky[0]", "must have exactly one of cookie, header, claim, ip, but has cookie and header" },
        { """{"sticky": [{}]}""", "sticky[0]", "but has none of them" },
        { """{"sticky": [{"query": "x"}]}""", "sticky[0].query", "allowed here: cookie, header, claim, ip" },
        { """{"sticky": [{"ip": false}]}""", "sticky[0].ip", "must be true, but is false" },
        { """{"rules": [{"when": {"method": "GET"}, "variant": "canary"}]}""", "rules[0].name", "is required" },
        { """{"rules": [{"name": "a", "variant": "canary"}]}""", "rules[0].when", "is required" },
        { """{"rules": [{"name": "a", "when": {"headr": "x", "equals": "y"}, "variant": "canary"}]}""", "rules[0].when", "must have exactly one of header, cookie, query, claim, method, path, ip, all, any, not, but has none" },
        { """{"rules": [{"name": "a", "when": {"header": "x", "path": "/y"}, "variant": "canary"}]}""", "rules[0].when", "but has header and path; combine conditions by all or any" },
        { """{"rules": [{"name": "a", "when": {"header": "x"}, "variant": "canary"}]}""", "rules[0].when", "must have exactly one of equals, in, prefix, contains, regex, exists, but has none" },
        { """{"rules": [{"name": "a", "when": {"header": "x", "equals": "y", "prefix": "z"}, "variant": "canary"}]}""", "rules[0].when", "but has equals and prefix" },
        { """{"rules": [{"name": "a", "when": {"header": "x", "equals": "y", "ignorecase": true}, "variant": "canary"}]}""", "rules[0].when.ignorecase", "not a known field" },
        { """{"rules": [{"name": "a", "when": {"header": "x", "exists": true, "ignoreCase": true}, "variant": "canary"}]}""", "rules[0].when.ignoreCase", "not a known field" },
        { """{"rules": [{"name": "a", "when": {"header": "x", "in": "y"}, "variant": "canary"}]}""", "rules[0].when.in", "must be a list" },
        { """{"rules": [{"name": "a", "when": {"method": 5}, "variant": "canary"}]}""", "rules[0].when.method", "must be a text or a list of texts" },
        { """{"rules": [{"name": "a", "when": {"not": []}, "variant": "canary"}]}""", "rules[0].when.not", "must be an object, but is a list" },

        // Meaning: names, variants, weights.
        { """{"name": "Shop"}""", "name", "1 to 63 of a-z, 0-9 and '-', with a letter or digit at both ends, but is 'Shop'" },
        { """{"name": "-shop"}""", "name", "'-shop'" },
        { """{"name": ""}""", "name", "1 to 63" },
        { """{"name": "a123456789b123456789c123456789d123456789e123456789f123456789g123"}""", "name", "1 to 63" },
        { """{"variants": {"Blue_1": {"destinations": ["http://x"]}}}""", "variants.Blue_1", "but is 'Blue_1'" },
        { """{"baseline": "stabel"}""", "baseline", "must be one of the variants, but is 'stabel'; the service has: stable, canary" },
        { """{"weights": {"stable": 89.5}}""", "weights", "sum to 99.5; they must sum to 100" },
        { """{"weights": {"stable": 0, "canary": 0}}""", "weights", "sum to 0" },
        { """{"weights": {"cannary": 0}}""", "weights.cannary", "is not a variant; the service has: stable, canary" },

        // Where it is published.
        { """{"match": {"hosts": ["Shop.example.com"]}}""", "match.hosts[0]", "'Shop.example.com'. Write it in lower case" },
        { """{"match": {"hosts": ["shop.example.com:8080"]}}""", "match.hosts[0]", "Leave the port out" },
        { """{"match": {"hosts": ["*"]}}""", "match.hosts[0]", "For any host leave hosts out" },
        { """{"match": {"hosts": ["shop.*.com"]}}""", "match.hosts[0]", "such as shop.example.com or *.example.com" },
        { """{"match": {"hosts": ["münchen.de"]}}""", "match.hosts[0]", "xn--" },
        { """{"match": {"hosts": ["a..b"]}}""", "match.hosts[0]", "must be a host name" },
        { """{"match": {"hosts": ["a.com", "a.com"]}}""", "match.hosts[1]", "listed already" },
        { """{"match": {"path": "shop"}}""", "match.path", "must start with '/'" },
        { """{"match": {"path": "/shop/"}}""", "match.path", "must not end with '/'" },
        { """{"match": {"path": "/a//b"}}""", "match.path", "empty segments" },
        { """{"match": {"path": "/a/../b"}}""", "match.path", "segments '.' and '..'" },
        { """{"match": {"path": "/a?b"}}""", "match.path", "query" },
        { """{"match": {"path": "/a%20b"}}""", "match.path", "percent-encoding" },
        { """{"match": {"path": "/a\\b"}}""", "match.path", "backslashes" },
        { """{"match": {"path": "/a\u0007"}}""", "match.path", @"'/a\u0007': it must not have control characters" },

        // Backends.
        { """{"variants": {"canary": {"destinations": []}}}""", "variants.canary.destinations", "must have 1 to 256 destinations, but has 0" },
        { """{"variants": {"canary": {"destinations": ["10.0.0.2:8080"]}}}""", "variants.canary.destinations[0]", "must be an address such as http://10.0.0.1:8080, but is '10.0.0.2:8080'" },
        { """{"variants": {"canary": {"destinations": ["ftp://x"]}}}""", "variants.canary.destinations[0]", "only http and https" },
        { """{"variants": {"canary": {"destinations": ["/x"]}}}""", "variants.canary.destinations[0]", "not an absolute URL" },
        { """{"variants": {"canary": {"destinations": ["http:x"]}}}""", "variants.canary.destinations[0]", "not an absolute URL" },
        { """{"variants": {"canary": {"destinations": ["http://user@x"]}}}""", "variants.canary.destinations[0]", "user info" },
        { """{"variants": {"canary": {"destinations": ["http://x/?a=b"]}}}""", "variants.canary.destinations[0]", "query" },
        { """{"variants": {"canary": {"destinations": ["http://x/#a"]}}}""", "variants.canary.destinations[0]", "fragment" },
        { """{"variants": {"canary": {"destinations": [" http://x"]}}}""", "variants.canary.destinations[0]", "without blanks" },
        { """{"variants": {"canary": {"destinations": ["http://169.254.169.254/"]}}}""", "variants.canary.destinations[0]", "link-local" },
        { """{"variants": {"canary": {"destinations": ["http://2852039166/"]}}}""", "variants.canary.destinations[0]", "link-local" },
        { """{"variants": {"canary": {"destinations": ["http://[::ffff:169.254.1.1]/"]}}}""", "variants.canary.destinations[0]", "link-local" },
        { """{"variants": {"canary": {"destinations": ["http://[fe80::1]:80/"]}}}""", "variants.canary.destinations[0]", "link-local" },
        { """{"variants": {"canary": {"destinations": ["http://x", "http://X:80/"]}}}""", "variants.canary.destinations[1]", "which destinations[0] has already" },
        { """{"variants": {"canary": {"destinations": [{"address": "http://x", "weight": 1001}]}}}""", "variants.canary.destinations[0].weight", "from 1 to 1000, but is 1001" },
        { """{"variants": {"canary": {"loadBalancing": "roundRobin", "destinations": [{"address": "http://x", "weight": 2}]}}}""", "variants.canary.destinations[0].weight", "roundRobin knows no weights" },
        { """{"variants": {"canary": {"healthCheck": {"active": {"path": "healthz"}}}}}""", "variants.canary.healthCheck.active.path", "starting with '/'" },
        { """{"variants": {"canary": {"healthCheck": {"active": {"interval": "10ms"}}}}}""", "variants.canary.healthCheck.active.interval", "must be from 100ms to 1h, but is 10ms" },
        { """{"variants": {"canary": {"healthCheck": {"active": {"threshold": 0}}}}}""", "variants.canary.healthCheck.active.threshold", "from 1 to 100, but is 0" },
        { """{"variants": {"canary": {"healthCheck": {"passive": {"failureRatio": 0}}}}}""", "variants.canary.healthCheck.passive.failureRatio", "above 0 and at most 1, but is 0" },
        { """{"timeouts": {"connect": "2h"}}""", "timeouts.connect", "must be from 1ms to 1h, but is 2h" },
        { """{"timeouts": {"idle": "0s"}}""", "timeouts.idle", "must be from 1ms to 1d, but is 0s" },

        // Rules and sticky keys.
        { """{"rules": [{"name": "a", "when": {"method": "GET"}, "variant": "cannary"}]}""", "rules[0].variant", "must be one of the variants, but is 'cannary'; the service has: stable, canary" },
        { """{"rules": [{"name": "a", "when": {"method": "GET"}, "variant": "canary"}, {"name": "a", "when": {"method": "PUT"}, "variant": "canary"}]}""", "rules[1].name", "rules[0] is called already" },
        { """{"rules": [{"name": "", "when": {"method": "GET"}, "variant": "canary"}]}""", "rules[0].name", "1 to 100 characters, but has 0" },
        { """{"rules": [{"name": "a\nb", "when": {"method": "GET"}, "variant": "canary"}]}""", "rules[0].name", @"control characters, but is 'a\u000ab'" },
        { """{"rules": [{"name": "a", "when": {"header": "x y", "equals": ""}, "variant": "canary"}]}""", "rules[0].when.header", "but is 'x y'" },
        { """{"rules": [{"name": "a", "when": {"cookie": "a=b", "equals": ""}, "variant": "canary"}]}""", "rules[0].when.cookie", "but is 'a=b'" },
        { """{"rules": [{"name": "a", "when": {"query": "", "equals": ""}, "variant": "canary"}]}""", "rules[0].when.query", "1 to 256 characters" },
        { """{"rules": [{"name": "a", "when": {"header": "x", "prefix": ""}, "variant": "canary"}]}""", "rules[0].when.prefix", "1 to 1000 characters, but has 0" },
        { """{"rules": [{"name": "a", "when": {"header": "x", "equals": "\r\n"}, "variant": "canary"}]}""", "rules[0].when.equals", "control characters" },
        { """{"rules": [{"name": "a", "when": {"header": "x", "in": []}, "variant": "canary"}]}""", "rules[0].when.in", "1 to 1000 texts, but has 0" },
        { """{"rules": [{"name": "a", "when": {"header": "x", "in": ["a", "\u0000"]}, "variant": "canary"}]}""", "rules[0].when.in[1]", "control characters" },
        { """{"rules": [{"name": "a", "when": {"header": "x", "regex": "(a"}, "variant": "canary"}]}""", "rules[0].when.regex", "is '(a'" },
        { """{"rules": [{"name": "a", "when": {"header": "x", "regex": "(a)\\1"}, "variant": "canary"}]}""", "rules[0].when.regex", "back-references" },
        { """{"rules": [{"name": "a", "when": {"method": "GE T"}, "variant": "canary"}]}""", "rules[0].when.method", "'GE T'" },
        { """{"rules": [{"name": "a", "when": {"method": []}, "variant": "canary"}]}""", "rules[0].when.method", "1 to 32 methods, but has 0" },
        { """{"rules": [{"name": "a", "when": {"path": "x"}, "variant": "canary"}]}""", "rules[0].when.path", "start with '/'" },
        { """{"rules": [{"name": "a", "when": {"ip": "10.0.0.300"}, "variant": "canary"}]}""", "rules[0].when.ip", "'10.0.0.300' is not an IP address or a CIDR range" },
        { """{"rules": [{"name": "a", "when": {"ip": ["::1", "10.1.2.3/8"]}, "variant": "canary"}]}""", "rules[0].when.ip[1]", "the network is 10.0.0.0/8" },
        { """{"rules": [{"name": "a", "when": {"ip": "10.0.0.0/33"}, "variant": "canary"}]}""", "rules[0].when.ip", "0 to 32" },
        { """{"rules": [{"name": "a", "when": {"all": []}, "variant": "canary"}]}""", "rules[0].when.all", "1 to 32 conditions, but has 0" },
        { """{"rules": [{"name": "a", "when": {"any": [{"method": "GET"}, {"not": {"path": "x"}}]}, "variant": "canary"}]}""", "rules[0].when.any[1].not.path", "start with '/'" },
        { """{"sticky": {"cookie": "a b"}}""", "sticky.cookie", "but is 'a b'" },
        { """{"sticky": [{"header": "x-user"}, {"header": "X-User"}]}""", "sticky[1].header", "listed already" },
        { """{"sticky": [{"ip": true}, {"ip": true}]}""", "sticky[1].ip", "listed already" },
    };

    [Theory]
    [MemberData(nameof(BadChanges))]
    public void Read_OfABadDocument_NamesTheFieldTheValueAndWhatIsAllowed(string change, string path, string message)
    {
        var document = JsonNode.Parse(Documents.Shop)!;
        Merge(document.AsObject(), JsonNode.Parse(change)!.AsObject());

        var result = Documents.Read(document.ToJsonString());

        result.IsValid.ShouldBeFalse();
        result.Errors.ShouldContain(
            error => error.Path == path && error.Message.Contains(message, StringComparison.Ordinal),
            $"was: {string.Join("\n", result.Errors)}");
    }

    private static void Merge(JsonObject target, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (value is JsonObject inner && target[name] is JsonObject existing)
            {
                Merge(existing, inner);
            }
            else if (value is null)
            {
                target.Remove(name);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
