using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Gateway.Control;
using Canary.Gateway.Control.Rollouts;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Import;

/// <summary>Turns what files declare into one write on top of one snapshot, and notes what is to be said once it is written.</summary>
/// <param name="batch">The write.</param>
/// <param name="origin">Who writes.</param>
/// <param name="now">The time, by the store's clock.</param>
internal sealed class ImportEdit(RolloutBatch batch, WriteOrigin origin, DateTimeOffset now)
{
    private readonly List<ImportNote> _notes = [];

    /// <summary>What became of each document, in order.</summary>
    public IReadOnlyList<ImportNote> Notes => _notes;

    /// <summary>What is read.</summary>
    public Snapshot Snapshot => batch.Snapshot;

    /// <summary>Whether there is anything to write.</summary>
    public bool Writes { get; private set; }

    /// <summary>Declares a service and, where there is one, its rollout.</summary>
    public void Declare(ImportedService imported, ImportedRollout? rollout)
    {
        var stored = Snapshot.Services.GetValueOrDefault(imported.Service.Name);
        var change = ServiceDeclaration.Decide(stored, imported);
        _notes.Add(new ImportNote(imported.Service.Name, imported.Source.Path, change.Kind));
        if (change.Kind == DeclaredKind.LeftAlone)
        {
            if (rollout is not null)
            {
                _notes.Add(NotStarted(rollout, "the file does not own the service"));
            }

            return;
        }

        var edit = new ServiceEdit(change.Service ?? stored!.Config, change.Owner ?? stored!.State.Owner);
        if (rollout is not null && TryStart(stored, edit, rollout))
        {
            return;
        }

        if (change.Service is not null)
        {
            if (change.Kind == DeclaredKind.Replaced && edit.Owner!.Weights != stored!.State.Owner!.Weights && ServiceDeclaration.WeightsOf(edit.Config) != edit.Owner.Weights)
            {
                _notes.Add(new ImportNote(imported.Service.Name, imported.Source.Path, DeclaredKind.WeightsKept));
            }

            RolloutFollowUp.Put(batch, stored, edit, origin, now);
            Writes = true;
        }
    }

    /// <summary>Ends the ownership of a service whose document is gone.</summary>
    public void Disown(ServiceSnapshot service)
    {
        _notes.Add(new ImportNote(service.Name, service.State.Owner!.File, DeclaredKind.Disowned));
        batch.Put(service, service.Config, service.State with { Owner = null });
        Writes = true;
    }

    private bool TryStart(ServiceSnapshot? stored, ServiceEdit edit, ImportedRollout imported)
    {
        var owner = edit.Owner!;
        var active = stored?.State.Rollout is { IsActive: true } rollout ? rollout : null;

        // One whose variant is gone ends anyway; that of a release ends with the others of it.
        var isInTheWay = active is not null && (active.Release is not null || RolloutFit.VariantProblem(active.Plan.Variant, edit.Config) is null);
        var start = RolloutDeclaration.Decide(edit.Config, isInTheWay ? active : null, owner, imported);
        if (start.Refusal is not null)
        {
            _notes.Add(NotStarted(imported, start.Refusal));
        }

        if (!start.IsDue)
        {
            return false;
        }

        if (active is not null)
        {
            batch.Tell(stored!, RolloutMachine.Act(active, new RolloutRequest(RolloutRequestKind.Supersede, origin.Actor, origin.Reason), now).Change!, origin);
        }

        // A service that is not stored yet counts as one at revision 0: it is written only where there is none.
        var before = stored ?? ServiceSnapshot.Create(edit.Config, 0);
        var id = Guid.NewGuid().ToString("N");
        var started = RolloutMachine.Start(edit.Config, imported.Plan, id, origin.Actor, origin.Reason, now);
        batch.Put(before, edit.Config, started, origin, owner with { RolloutHash = imported.Source.Hash, RolloutId = id });
        _notes.Add(new ImportNote(imported.Service, imported.Source.Path, DeclaredKind.Started));
        Writes = true;
        return true;
    }

    private static ImportNote NotStarted(ImportedRollout rollout, string why) => new(rollout.Service, rollout.Source.Path, DeclaredKind.NotStarted, why);
}

/// <summary>What became of a document.</summary>
/// <param name="Name">The name of what it declares.</param>
/// <param name="Path">The file.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Why">Why, where that is not said by the kind.</param>
internal sealed record ImportNote(string Name, string Path, DeclaredKind Kind, string? Why = null)
{
    /// <summary>What it declares. Default a service.</summary>
    public string What { get; init; } = "Service";
}
