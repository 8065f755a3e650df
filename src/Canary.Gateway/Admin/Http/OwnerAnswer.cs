using System.Text.Json;
using Canary.Core.Rollouts;

namespace Canary.Gateway.Admin.Http;

/// <summary>How answers show the file that owns a service or a sink.</summary>
internal static class OwnerAnswer
{
    /// <summary>Writes the field <c>owner</c> into an object that <paramref name="writer"/> has begun; nothing where no file owns it.</summary>
    public static void Write(Utf8JsonWriter writer, FileOwner? owner)
    {
        if (owner is not null)
        {
            writer.WriteStartObject("owner");
            writer.WriteString("file", owner.File);
            writer.WriteString("apiChanges", owner.AllowsApiChanges ? "allowed" : "refused");
            writer.WriteEndObject();
        }
    }
}
