using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Tests.Rollouts;

/// <summary>A rollout of the shop on a clock that the test moves; every transition is applied to the service as its writer would, after a way through the store's document.</summary>
internal sealed class RolloutRun
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private RolloutRun(ServiceConfig service, DateTimeOffset now) => (Service, Now) = (service, now);

    public ServiceConfig Service { get; set; }

    public DateTimeOffset Now { get; set; }

    public Rollout Rollout { get; private set; } = null!;

    /// <summary>Events and their lines, oldest first.</summary>
    public List<string> Told { get; } = [];

    public RolloutState State => Rollout.State;

    public string Canary => Service.WeightOf("canary").ToString();

    /// <summary>Started at noon by alice.</summary>
    public static RolloutRun Start(string plan, DateTimeOffset? now = null)
    {
        var run = new RolloutRun(Plans.Shop, now ?? Noon);
        run.Take(RolloutMachine.Start(run.Service, Plans.Valid(plan), "r-1", "alice", null, run.Now));
        return run;
    }

    /// <summary>Reserved for the release autumn for five minutes.</summary>
    public static RolloutRun Reserve(string plan)
    {
        var run = new RolloutRun(Plans.Shop, Noon);
        run.Take(RolloutMachine.Reserve(run.Service, Plans.Valid(plan), "r-1", "autumn", Noon.AddMinutes(5), run.Now));
        return run;
    }

    public RolloutInputs Inputs(Verdict? verdict = null, long? errors = null, GateApproval? gate = null) =>
        new() { Now = Now, Verdict = verdict, Errors = errors, GateAnswer = gate };

    /// <summary>The event and line of the next transition after a while, or null.</summary>
    public string? Next(TimeSpan later, Verdict? verdict = null, long? errors = null, GateApproval? gate = null)
    {
        Now += later;
        return RolloutMachine.Next(Rollout, Inputs(verdict, errors, gate)) is { } change ? Take(change) : null;
    }

    public string? Next(int seconds = 0, Verdict? verdict = null, long? errors = null, GateApproval? gate = null) =>
        Next(TimeSpan.FromSeconds(seconds), verdict, errors, gate);

    /// <summary>The event and line of what was asked, or the refusal.</summary>
    public string Act(RolloutRequestKind kind, string by = "alice", string? reason = null) =>
        Take(RolloutMachine.Act(Rollout, new RolloutRequest(kind, by, reason), Now));

    public string Take(RolloutAnswer answer)
    {
        (answer.Change is null).ShouldBe(answer.Refusal is not null);
        return answer.Change is { } change ? Take(change) : $"refused: {answer.Refusal}";
    }

    public string Take(RolloutChange change)
    {
        Service = change.Effect.ApplyTo(Service);
        ServiceDocument.Read(ServiceDocument.Write(Service)).Errors.ShouldBeEmpty();
        var kept = ServiceStateDocument.Read(ServiceStateDocument.Write(new ServiceState(change.Next)));
        kept.Errors.ShouldBeEmpty();
        Rollout = kept.Value!.Rollout!;
        var line = $"{change.Event["rollout.".Length..]} | {change.Message}";
        Told.Add(line);
        return line;
    }
}
