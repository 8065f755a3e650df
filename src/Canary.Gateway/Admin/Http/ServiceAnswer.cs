using System.Text.Json;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Gateway.Admin.Http;

/// <summary>An answer that is one service with its revision, as body and as <c>ETag</c>.</summary>
internal sealed record ServiceAnswer(ServiceConfig Service, long Revision, FileOwner? Owner, bool IsNew = false) : IResult
{
    /// <summary>The path of a service.</summary>
    public static string PathOf(string name) => $"/api/v1/services/{name}";

    /// <summary>Writes the service as one object: its document's fields, <c>revision</c> and, where a file owns it, <c>owner</c>.</summary>
    public static void Write(Utf8JsonWriter writer, ServiceConfig service, long revision, FileOwner? owner)
    {
        writer.WriteStartObject();
        ServiceDocument.WriteFields(writer, service);
        writer.WriteNumber("revision", revision);
        OwnerAnswer.Write(writer, owner);
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.Headers.ETag = EntityTag.Of(Revision);
        if (IsNew)
        {
            context.Response.Headers.Location = PathOf(Service.Name);
        }

        return JsonAnswer.Written(IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, writer => Write(writer, Service, Revision, Owner)).ExecuteAsync(context);
    }
}
