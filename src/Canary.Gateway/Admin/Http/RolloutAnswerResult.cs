using Canary.Core.Analysis;
using Canary.Core.Rollouts;

namespace Canary.Gateway.Admin.Http;

/// <summary>An answer that is one rollout; the <c>ETag</c> is its service's revision.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Rollout">The rollout.</param>
/// <param name="Revision">The service's revision.</param>
/// <param name="Now">The time, by the store's clock, to say how long it still waits.</param>
/// <param name="Judgement">What the leader last made of the evidence, as JSON; null: nothing.</param>
/// <param name="IsNew">Whether the call started it.</param>
internal sealed record RolloutAnswerResult(string Service, Rollout Rollout, long Revision, DateTimeOffset Now, string? Judgement = null, bool IsNew = false) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.Headers.ETag = EntityTag.Of(Revision);
        if (IsNew)
        {
            context.Response.Headers.Location = ServiceAnswer.PathOf(Service) + "/rollout";
        }

        return JsonAnswer.Written(IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("service", Service);
            RolloutJson.WriteFields(writer, Rollout);
            writer.WriteString("status", RolloutProgress.Describe(Rollout, new RolloutInputs { Now = Now, Verdict = Judgement is null ? null : JudgementJson.ReadVerdict(Judgement) }));
            if (Judgement is not null)
            {
                writer.WritePropertyName("judgement");
                writer.WriteRawValue(Judgement);
            }

            writer.WriteNumber("revision", Revision);
            writer.WriteEndObject();
        }).ExecuteAsync(context);
    }
}
