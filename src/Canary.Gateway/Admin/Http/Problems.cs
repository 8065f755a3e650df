using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Login;

namespace Canary.Gateway.Admin.Http;

/// <summary>Every problem that the admin listener answers with: one place for codes, statuses and titles.</summary>
internal static class Problems
{
    public static Problem InvalidBody(IReadOnlyList<DocumentError> errors) =>
        new(400, "invalid-body", "The body is not what this call takes.", Summary(errors)) { Errors = errors };

    public static Problem InvalidParameter(string name, string message) =>
        new(400, "invalid-parameter", "A parameter is not what this call takes.", $"{name} {message}") { Errors = [new DocumentError(name, message)] };

    public static Problem InvalidHeader(string name, string message) =>
        new(400, "invalid-header", "A header is not what this call takes.", $"{name} {message}") { Errors = [new DocumentError(name, message)] };

    public static Problem BadRequest(int status, string message) =>
        new(status, "bad-request", "The request could not be read.", message);

    public static Problem Unauthenticated(string detail) => new(401, "unauthenticated", "Credentials are needed.", detail);

    public static Problem Forbidden(string detail) => new(403, "forbidden", "The caller may not do this.", detail) { IsAttempt = true };

    public static Problem NotFromConsole(CredentialKind kind) =>
        new(403, "cross-site", "The request comes from another web page.", kind == CredentialKind.Session
            ? $"With a session's cookie, changes are taken from pages of this origin alone, with the header {ConsoleSessions.Header}."
            : "With a client certificate, changes are not taken from web pages of other origins.")
        { IsAttempt = true };

    public static Problem ProviderUnavailable(string why) =>
        new(503, "identity-provider-unavailable", "The identity provider can't be asked.", $"Nothing can be said about the token: {why}. API keys are accepted all the same.");

    public static Problem HostNotAllowed(string host) =>
        new(403, "host-not-allowed", "The Host header names another machine.", $"The listener is open, and so answers to localhost and loopback addresses only, not to '{host}'. With API keys it answers to any name.");

    public static Problem CrossSite() =>
        new(403, "cross-site", "The request comes from another web page.", "The listener is open, and so takes no changes from web pages of other origins. With API keys this does not matter.");

    public static Problem ServiceNotFound(string name) =>
        new(404, "service-not-found", "There is no such service.", $"There is no service '{name}'.");

    public static Problem NoTesterKeys() =>
        new(409, "no-tester-keys", "There are no keys to sign tokens with.", "Set Canary:Testers:Keys at all gateways, to at least 32 random characters each.");

    public static Problem NoRollout(string name) =>
        new(404, "no-rollout", "The service has no rollout.", $"'{name}' never had a rollout. POST /api/v1/services/{name}/rollout starts one.");

    public static Problem NotMirrored(string name) =>
        new(404, "not-mirrored", "The service mirrors no requests.", $"'{name}' has no mirror in force. Its field \"mirror\" makes one.");

    public static Problem SinkNotFound(string name) => new(404, "sink-not-found", "There is no such sink.", $"There is no sink '{name}'.");

    public static Problem SinkOwnedByFile(string name, string file) =>
        new(409, "owned-by-file", "A file owns this.", $"The sink '{name}' is declared in the file '{file}': change it there, or let the file say 'apiChanges: allowed'.");

    public static Problem ReleaseNotFound(string name) =>
        new(404, "release-not-found", "There is no such release.", $"There is no release '{name}', or it has ended. GET /api/v1/releases lists those that there are.");

    public static Problem RolloutRefused(string why) => new(409, "rollout-refused", "The rollout can't do this as it stands.", Sentence(why));

    public static Problem RouteNotFound(string path) =>
        new(404, "not-found", "There is nothing here.", $"Nothing is at '{path}'. /openapi/v1.json lists what there is.");

    public static Problem RevisionNotKept(string name, long revision) =>
        new(404, "revision-not-kept", "There is no such version.", $"The history of '{name}' has no revision {revision}. GET /api/v1/services/{name}/history lists those that are kept.");

    public static Problem MethodNotAllowed(string method, string allowed) =>
        new(405, "method-not-allowed", "This can't be done here.", $"'{method}' is not possible here; what is: {allowed}.");

    public static Problem MatchConflict(string name, string matchKey, string other)
    {
        var split = matchKey.IndexOf('|', StringComparison.Ordinal);
        var (host, path) = (matchKey[..split], matchKey[(split + 1)..]);
        var place = host == "*" ? $"path '{path}' of any host" : $"host '{host}' with path '{path}'";
        var message = $"'{other}' has {place} already, which '{name}' wants: two services can't have the same host and path.";
        return new(409, "match-conflict", "Another service has this host and path.", message) { Errors = [new DocumentError("match", message)] };
    }

    public static Problem OwnedByFile(string name, FileOwner owner) =>
        new(409, "owned-by-file", "A file owns this.",
            $"'{name}' is declared by the file '{owner.File}' of the import folder, which allows no changes by the API: change it there, or write 'apiChanges: allowed' into the document. "
            + "Of a service, rollback, actions on a rollout, and weights while one is active are possible all the same.");

    public static Problem NotRestorable(string detail, IReadOnlyList<DocumentError> errors) =>
        new(409, "not-restorable", "This version can't be written again.", detail) { Errors = errors };

    public static Problem NothingToRecover(string detail) => new(409, "not-recoverable", "The store's content can't be taken over.", detail);

    public static Problem NotBackedUp(string why) =>
        new(409, "store-damaged", "The store holds what could not be restored.", $"{why} Mend it first: write the service again, or restore an earlier version of it.");

    public static Problem BackupRefused(string why) =>
        new(400, "backup-refused", "The file can't be restored.", $"{why} Nothing was changed.");

    public static Problem StoreNotEmpty(long revision, long services) =>
        new(409, "store-not-empty", "The store is not empty.",
            $"The store is at revision {revision} and has {services} services; nothing was changed. A backup is restored into an empty store. With '?replace=true' it takes the place of what is there, which is lost.");

    public static Problem RevisionMismatch(string name, long? current) =>
        new(412, "revision-mismatch", "The service is not at the expected revision.", current is { } revision
            ? $"'{name}' is at revision {revision}. Read it again, and decide whether the change still holds."
            : $"There is no service '{name}'.")
        { CurrentRevision = current };

    public static Problem AlreadyExists(string name, long? current) =>
        new(412, "already-exists", "The service exists already.", $"'{name}' exists, and 'If-None-Match: *' asks for it not to.") { CurrentRevision = current };

    public static Problem BodyTooLarge(long limit) =>
        new(413, "body-too-large", "The body is too large.", $"A body may have at most {limit} bytes.");

    public static Problem UnsupportedMediaType(string given, string allowed) =>
        new(415, "unsupported-media-type", "The body is of a type that this call does not take.", $"The body is {given}; this call takes {allowed}.");

    public static Problem TooManyAttempts() =>
        new(429, "too-many-attempts", "Too many wrong credentials.", "This address sent wrong credentials too often; correct ones are accepted at any time. The audit lists no more of them for now.");

    public static Problem Unexpected(string traceId) =>
        new(500, "unexpected", "Something went wrong in the gateway.", $"The log tells more, under trace id {traceId}.") { TraceId = traceId };

    public static Problem StoreUnavailable() =>
        new(503, "store-unavailable", "The store does not answer.", "Nothing is known to have changed. Traffic goes on as it was; try again when the store is back.");

    public static Problem StoreBehind(long storeRevision, long servedRevision) =>
        new(503, "store-behind", "The store lost its data.",
            $"The store is at revision {storeRevision}, or is another one, while the gateways serve revision {servedRevision}; nothing was written. "
            + "POST /api/v1/store/recover with {\"from\": \"gateway\"} writes what is served back into the store, with {\"from\": \"store\"} takes over what the store holds.");

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Summary(IReadOnlyList<DocumentError> errors) =>
        errors.Count == 1 ? Line(errors[0]) : $"{errors.Count} things are wrong, the first: {Line(errors[0])}";

    private static string Line(DocumentError error) => error.Path.Length == 0 ? $"The body {error.Message}" : $"{error.Path} {error.Message}";
}
