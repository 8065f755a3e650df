using Canary.Gateway.Admin.Access;

namespace Canary.Gateway.Tests.Admin.Access;

/// <summary>Who may call what, written down apart from the code: a call that is not here, or has another role there, fails a test.</summary>
internal static class AgreedRoles
{
    /// <summary>Calls of the API description that anybody may make.</summary>
    public static readonly string[] Public = ["GET /livez", "HEAD /livez", "GET /readyz", "HEAD /readyz"];

    /// <summary>Calls that are not in the description and that anybody may make: the link is the credential, the login gives one, and the console's files hold no data.</summary>
    public static readonly string[] PublicPages = ["GET /links/{token}", "POST /links/{token}", "GET /login", "GET /login/callback", "GET /logout", "POST /logout",
        "GET /", "HEAD /", "GET /console/config.json", "HEAD /console/config.json", "GET /console/{**path}", "HEAD /console/{**path}"];

    /// <summary>Calls that are not in the description and that a viewer may make.</summary>
    public static readonly string[] ViewersPages = ["GET /metrics", "GET /openapi/v1.json", "GET swagger/{**path}"];

    /// <summary>Calls of the API description, by the lowest role that may make them.</summary>
    public static readonly IReadOnlyDictionary<AdminRole, string[]> Calls = new Dictionary<AdminRole, string[]>
    {
        [AdminRole.Viewer] =
        [
            "GET /api/v1/caller",
            "GET /api/v1/events",
            "GET /api/v1/instances",
            "GET /api/v1/overview",
            "GET /api/v1/releases",
            "GET /api/v1/releases/{name}",
            "GET /api/v1/services",
            "GET /api/v1/services/{name}",
            "GET /api/v1/services/{name}/comparison",
            "GET /api/v1/services/{name}/destinations",
            "GET /api/v1/services/{name}/history",
            "GET /api/v1/services/{name}/history/{revision}",
            "GET /api/v1/services/{name}/rollout",
            "GET /api/v1/services/{name}/traffic",
            "GET /api/v1/sinks",
            "GET /api/v1/sinks/{name}",
            "GET /api/v1/sinks/{name}/dead-letters",
            "GET /api/v1/sinks/{name}/deliveries",
            "POST /api/v1/services/{name}/explain",
            "POST /api/v1/services/{name}/rollout/plan",
        ],
        [AdminRole.Operator] =
        [
            "DELETE /api/v1/services/{name}",
            "GET /api/v1/audit",
            "PATCH /api/v1/services/{name}",
            "POST /api/v1/releases",
            "POST /api/v1/releases/{name}/cancel",
            "POST /api/v1/releases/{name}/confirm",
            "POST /api/v1/releases/{name}/pause",
            "POST /api/v1/releases/{name}/promote",
            "POST /api/v1/releases/{name}/resume",
            "POST /api/v1/releases/{name}/rollback",
            "POST /api/v1/services/{name}/restore",
            "POST /api/v1/services/{name}/rollback",
            "POST /api/v1/services/{name}/rollout",
            "POST /api/v1/services/{name}/rollout/abort",
            "POST /api/v1/services/{name}/rollout/approve",
            "POST /api/v1/services/{name}/rollout/pause",
            "POST /api/v1/services/{name}/rollout/promote",
            "POST /api/v1/services/{name}/rollout/resume",
            "POST /api/v1/services/{name}/rollout/retry",
            "POST /api/v1/services/{name}/rollout/verdict",
            "POST /api/v1/services/{name}/testers",
            "POST /api/v1/sinks/{name}/dead-letters/resend",
            "POST /api/v1/sinks/{name}/test",
            "PUT /api/v1/services/{name}",
            "PUT /api/v1/services/{name}/weights",
        ],
        [AdminRole.Admin] = ["DELETE /api/v1/sinks/{name}", "GET /api/v1/backup", "POST /api/v1/restore", "POST /api/v1/store/recover", "PUT /api/v1/sinks/{name}"],
    };

    /// <summary>The role that a call of the API description needs; null: none. Throws where it was not agreed.</summary>
    public static AdminRole? Of(string call) => Public.Contains(call) ? null
        : Calls.Where(role => role.Value.Contains(call)).Select(role => (AdminRole?)role.Key).SingleOrDefault()
            ?? throw new InvalidOperationException($"'{call}' is in the API description, but nobody agreed who may call it: add it to {nameof(AgreedRoles)}.");
}
