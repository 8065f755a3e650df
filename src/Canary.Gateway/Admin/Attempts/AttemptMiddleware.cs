using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Attempts;

/// <summary>Tells the audit of attempts that were refused: failed changes of every kind, and whoever had wrong credentials or too low a role.</summary>
internal sealed class AttemptMiddleware(RequestDelegate next, AttemptAudit audit)
{
    private const int MaxDetailLength = 500;

    /// <summary>Runs one request, and looks at what it was answered.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var status = context.Response.StatusCode;
        if (status >= 400 && Problem.Of(context) is { IsAudited: true } problem && IsOfInterest(context, problem))
        {
            audit.Add(new AuditEntry(0, default, Origin.OfRefused(context), RouteNames.Service(context), status, null, Printable(problem.Detail)));
        }
    }

    private static bool IsOfInterest(HttpContext context, Problem problem)
    {
        var access = context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>();
        var isChange = access?.Changes ?? !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
        return isChange || problem.IsAttempt;
    }

    /// <summary>A text as the audit takes it: in one line, and not too long.</summary>
    public static string? Printable(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var line = text.Length > MaxDetailLength ? string.Concat(text.AsSpan(0, MaxDetailLength), "…") : text;
        return string.Create(line.Length, line, (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? '�' : source[i];
            }
        });
    }
}
