using System.Text.Json.Nodes;

namespace Canary.Gateway.Tests.Admin;

/// <summary>Kinds of bad input. Documents are the contract's example with one thing spoilt.</summary>
public static class BadInputTable
{
    public static TheoryData<string, string, string, string[]> Documents()
    {
        var table = new TheoryData<string, string, string, string[]>
        {
            { "not JSON", "{ name: shop", "", ["JSON"] },
            { "cut off", Shop.Json[..100], "", ["JSON"] },
            { "a comment", "{ /* hi */ }", "", ["JSON"] },
            { "a trailing comma", """{ "variants": {}, }""", "", ["JSON"] },
            { "a list", "[]", "", ["object", "list"] },
            { "a text", "\"shop\"", "", ["object", "shop"] },
            { "null", "null", "", ["object", "null"] },
            { "too deep", string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100), "", ["JSON"] },
            { "a field twice", """{ "baseline": "a", "baseline": "b", "variants": {} }""", "baseline", ["once"] },
            { "too long a document", "{ \"baseline\": \"" + new string('x', 300_000) + "\" }", "", ["262144"] },
        };
        Add(table, "no variants", "variants", ["required"], shop => shop.Remove("variants"));
        Add(table, "an unknown field", "colour", ["known", "baseline"], shop => shop["colour"] = "red");
        Add(table, "an unknown field inside", "match.port", ["known", "hosts"], shop => shop["match"]!["port"] = 1);
        Add(table, "wrong case of a field", "Match", ["known"], shop => shop["Match"] = new JsonObject());
        Add(table, "another name", "name", ["fresh", "other"], shop => shop["name"] = "other");
        Add(table, "a name of the wrong type", "name", ["text", "5"], shop => shop["name"] = 5);
        Add(table, "weights that don't sum", "weights", ["100", "95"], shop => shop["weights"]!["canary"] = 5);
        Add(table, "a weight below 0", "weights.canary", ["0", "100", "-1"], shop => shop["weights"]!["canary"] = -1);
        Add(table, "a weight above 100", "weights.canary", ["100", "101"], shop => shop["weights"]!["canary"] = 101);
        Add(table, "too fine a weight", "weights.canary", ["two decimals", "9.999"], shop => shop["weights"]!["canary"] = 9.999);
        Add(table, "a weight as text", "weights.canary", ["number", "10%"], shop => shop["weights"]!["canary"] = "10%");
        Add(table, "a huge weight", "weights.canary", ["100", "1E400"], shop => shop["weights"]!["canary"] = JsonNode.Parse("1E400"));
        Add(table, "a weight of an unknown variant", "weights.blue", ["variant", "stable", "canary"], shop => shop["weights"]!["blue"] = 0);
        Add(table, "an unknown baseline", "baseline", ["variant", "green"], shop => shop["baseline"] = "green");
        Add(table, "a rule to an unknown variant", "rules[0].variant", ["green", "stable"], shop => shop["rules"]![0]!["variant"] = "green");
        Add(table, "two rules of one name", "rules[1].name", ["beta testers"], shop => shop["rules"]![1]!["name"] = "beta testers");
        Add(table, "a rule without a condition", "rules[0].when", ["required"], shop => shop["rules"]![0]!.AsObject().Remove("when"));
        Add(table, "a condition on two things", "rules[0].when", ["header", "cookie"], shop => shop["rules"]![0]!["when"]!["cookie"] = "a");
        Add(table, "a condition without a test", "rules[0].when", ["equals", "exists"], shop => shop["rules"]![0]!["when"]!.AsObject().Remove("equals"));
        Add(table, "a broken pattern", "rules[0].when.regex", ["("], shop => shop["rules"]![0]!["when"] = JsonNode.Parse("""{ "header": "a", "regex": "(" }"""));
        Add(table, "a broken address range", "rules[0].when.ip", ["10.0.0.0/33"], shop => shop["rules"]![0]!["when"] = JsonNode.Parse("""{ "ip": ["10.0.0.0/33"] }"""));
        Add(table, "a broken header name", "rules[0].when.header", ["x y"], shop => shop["rules"]![0]!["when"]!["header"] = "x y");
        Add(table, "no destination", "variants.canary.destinations", ["1"], shop => shop["variants"]!["canary"]!["destinations"] = new JsonArray());
        Add(table, "an address without scheme", "variants.canary.destinations[0]", ["10.0.0.2:80", "http"], shop => shop["variants"]!["canary"]!["destinations"]![0] = "10.0.0.2:80");
        Add(table, "an address of another scheme", "variants.canary.destinations[0]", ["ftp://x", "http"], shop => shop["variants"]!["canary"]!["destinations"]![0] = "ftp://x");
        Add(table, "an address with a password", "variants.canary.destinations[0]", ["user"], shop => shop["variants"]!["canary"]!["destinations"]![0] = "http://user:secret@10.0.0.2");
        Add(table, "a destination's weight", "variants.canary.destinations[0].weight", ["1000", "0"], shop => shop["variants"]!["canary"]!["destinations"]![0] = JsonNode.Parse("""{ "address": "http://a", "weight": 0 }"""));
        Add(table, "an unknown policy", "variants.canary.loadBalancing", ["fastest", "roundRobin"], shop => shop["variants"]!["canary"]!["loadBalancing"] = "fastest");
        Add(table, "a broken duration", "timeouts.connect", ["3 parsecs"], shop => shop["timeouts"]!["connect"] = "3 parsecs");
        Add(table, "too long a duration", "timeouts.connect", ["25h", "1h"], shop => shop["timeouts"]!["connect"] = "25h");
        Add(table, "a duration as number", "timeouts.connect", ["3"], shop => shop["timeouts"]!["connect"] = 3);
        Add(table, "a broken host", "match.hosts[0]", ["shop_!"], shop => shop["match"]!["hosts"]![0] = "shop_!");
        Add(table, "a path without slash", "match.path", ["shop", "/"], shop => shop["match"]!["path"] = "shop");
        Add(table, "two sticky sources in one", "sticky", ["cookie", "ip"], shop => shop["sticky"]!["ip"] = true);
        Add(table, "a sticky source of no kind", "sticky.session", ["cookie"], shop => shop["sticky"] = JsonNode.Parse("""{ "session": "a" }"""));
        Add(table, "a flag as text", "exposeVariant", ["true", "yes"], shop => shop["exposeVariant"] = "yes");
        Add(table, "seventeen variants", "variants", ["16", "17"], shop =>
        {
            for (var i = 0; i < 15; i++)
            {
                shop["variants"]![$"v{i}"] = JsonNode.Parse("""{ "destinations": ["http://a"] }""");
            }
        });
        return table;
    }

    public static TheoryData<string, string, string, string?, string, int, string, string[]> Calls() => new()
    {
        { "an empty body", "PUT", Shop.Path, "", "application/json", 400, "invalid-body", ["empty"] },
        { "no content type", "PUT", Shop.Path, Shop.Json, "", 415, "unsupported-media-type", ["application/json"] },
        { "text", "PUT", Shop.Path, Shop.Json, "text/plain", 415, "unsupported-media-type", ["text/plain", "application/json"] },
        { "a form", "PUT", Shop.Path, "a=b", "application/x-www-form-urlencoded", 415, "unsupported-media-type", ["application/json"] },
        { "another charset", "PUT", Shop.Path, Shop.Json, "application/json; charset=utf-16", 415, "unsupported-media-type", ["utf-16", "UTF-8"] },
        { "a patch where a document belongs", "PUT", Shop.Path, "{}", "application/merge-patch+json", 415, "unsupported-media-type", ["application/json"] },
        { "another kind of patch", "PATCH", Shop.Path, "[]", "application/json-patch+json", 415, "unsupported-media-type", ["application/merge-patch+json"] },
        { "a bad name", "PUT", "/api/v1/services/Shop!", Shop.Other("Shop!", "a.example.com"), "application/json", 400, "invalid-body", ["name", "Shop!", "63"] },
        { "an unknown service", "GET", "/api/v1/services/nobody", null, "", 404, "service-not-found", ["nobody"] },
        { "weights of an unknown service", "PUT", "/api/v1/services/nobody/weights", "{}", "application/json", 404, "service-not-found", ["nobody"] },
        { "weights of an unknown variant", "PUT", Shop.Path + "/weights", """{ "blue": 5 }""", "application/json", 400, "invalid-body", ["blue", "stable", "canary"] },
        { "weights above 100", "PUT", Shop.Path + "/weights", """{ "canary": 100.01 }""", "application/json", 400, "invalid-body", ["canary", "100.01"] },
        { "weights that don't sum", "PUT", Shop.Path + "/weights", """{ "canary": 20, "stable": 90 }""", "application/json", 400, "invalid-body", ["weights", "110", "100"] },
        { "no weights", "PUT", Shop.Path + "/weights", "{}", "application/json", 400, "invalid-body", ["weights", "canary"] },
        { "weights as a list", "PUT", Shop.Path + "/weights", "[25]", "application/json", 400, "invalid-body", ["object", "list"] },
        { "a patch that breaks the service", "PATCH", Shop.Path, """{ "variants": { "canary": null } }""", "application/json", 400, "invalid-body", ["canary"] },
        { "a patch with an unknown field", "PATCH", Shop.Path, """{ "colour": 1 }""", "application/json", 400, "invalid-body", ["colour"] },
        { "a patch of the name", "PATCH", Shop.Path, """{ "name": "shop2" }""", "application/json", 400, "invalid-body", ["name", "shop2"] },
        { "a restore without revision", "POST", Shop.Path + "/restore", "{}", "application/json", 400, "invalid-body", ["revision", "required"] },
        { "a restore of a text", "POST", Shop.Path + "/restore", """{ "revision": "1" }""", "application/json", 400, "invalid-body", ["revision", "whole number"] },
        { "a restore of revision 0", "POST", Shop.Path + "/restore", """{ "revision": 0 }""", "application/json", 400, "invalid-body", ["revision", "at least 1"] },
        { "a restore of what is not kept", "POST", Shop.Path + "/restore", """{ "revision": 77 }""", "application/json", 404, "revision-not-kept", ["77", "shop"] },
        { "a rollback with fields", "POST", Shop.Path + "/rollback", """{ "to": "canary" }""", "application/json", 400, "invalid-body", ["to"] },
        { "a rollback of nothing", "POST", "/api/v1/services/nobody/rollback", null, "", 404, "service-not-found", ["nobody"] },
        { "a page size of 0", "GET", "/api/v1/services?pageSize=0", null, "", 400, "invalid-parameter", ["pageSize", "1000"] },
        { "a page size of words", "GET", "/api/v1/services?pageSize=ten", null, "", 400, "invalid-parameter", ["pageSize", "ten"] },
        { "a page token of our own", "GET", "/api/v1/services?pageToken=abc", null, "", 400, "invalid-parameter", ["pageToken", "abc"] },
        { "a page token of another list", "GET", "/api/v1/audit?pageToken=c2VydmljZXMKYQ", null, "", 400, "invalid-parameter", ["pageToken"] },
        { "an unknown way to recover", "POST", "/api/v1/store/recover", """{ "from": "backup" }""", "application/json", 400, "invalid-body", ["from", "backup", "gateway"] },
        { "explain: an unknown field", "POST", Shop.Path + "/explain", """{ "verb": "GET" }""", "application/json", 400, "invalid-body", ["verb", "method"] },
        { "explain: a path without slash", "POST", Shop.Path + "/explain", """{ "path": "cart" }""", "application/json", 400, "invalid-body", ["path", "cart"] },
        { "explain: a broken address", "POST", Shop.Path + "/explain", """{ "remoteIp": "10.0.0.300" }""", "application/json", 400, "invalid-body", ["remoteIp", "10.0.0.300"] },
        { "explain: a header that is a number", "POST", Shop.Path + "/explain", """{ "headers": { "a": 1 } }""", "application/json", 400, "invalid-body", ["headers.a", "1"] },
        { "explain: a broken draft", "POST", Shop.Path + "/explain", """{ "draft": { "variants": { "stable": { "destinations": ["nowhere"] } } } }""", "application/json", 400, "invalid-body", ["draft.variants.stable.destinations[0]", "nowhere"] },
        { "an unknown path", "GET", "/api/v1/nothing", null, "", 404, "not-found", ["/api/v1/nothing"] },
        { "an unknown path above the API", "POST", "/shop", "{}", "application/json", 404, "not-found", ["/shop"] },
        { "a wrong method", "POST", Shop.Path, "{}", "application/json", 405, "method-not-allowed", ["GET", "PUT", "PATCH", "DELETE"] },
        { "a wrong id of an event", "GET", "/api/v1/events?lastEventId=new", null, "", 400, "invalid-header", ["lastEventId", "new"] },
    };

    private static void Add(TheoryData<string, string, string, string[]> table, string kind, string field, string[] says, Action<JsonObject> spoil)
    {
        var shop = JsonNode.Parse(Shop.Json)!.AsObject();
        shop.Remove("name");
        spoil(shop);
        table.Add(kind, shop.ToJsonString(), field, says);
    }
}
