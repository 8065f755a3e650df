using System.Text.Json;
using Canary.Core.Rollouts;
using Canary.Core.Selection;

namespace Canary.Gateway.Admin.Http;

/// <summary>An answer that is one release: its services, and the rollout that stands for all.</summary>
internal sealed record ReleaseAnswer(string Name, IReadOnlyList<ServiceSnapshot> Members, DateTimeOffset Now, bool IsNew = false) : IResult
{
    /// <summary>Writes the release as one object.</summary>
    public static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<ServiceSnapshot> members, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteStartArray("services");
        foreach (var member in members)
        {
            writer.WriteStringValue(member.Name);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("rollout");
        RolloutJson.WriteFields(writer, members[0].State.Rollout!);
        writer.WriteString("status", RolloutProgress.Describe(members[0].State.Rollout!, new RolloutInputs { Now = now }));
        writer.WriteEndObject();
        writer.WriteNumber("revision", members.Max(member => member.Revision));
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext context)
    {
        if (IsNew)
        {
            context.Response.Headers.Location = "/api/v1/releases/" + Name;
        }

        return JsonAnswer.Written(IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, writer => Write(writer, Name, Members, Now)).ExecuteAsync(context);
    }
}
