using Canary.Core.Analysis;
using Canary.Core.Selection;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Objectives;

/// <summary>Reads what is left of services' error budgets, over all gateways. Read anew every few seconds.</summary>
/// <remarks>Used by the driver's task alone.</remarks>
internal sealed class ErrorBudgets(IEvidenceLedger ledger)
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    private readonly Dictionary<string, (ObjectiveParts Parts, DateTimeOffset At, ErrorBudget Budget)> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _forgot = new(StringComparer.Ordinal);

    /// <summary>The budgets of those of the services that have an objective, by service.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, ErrorBudget>> ReadAsync(IEnumerable<ServiceSnapshot> services, DateTimeOffset now, CancellationToken cancellation)
    {
        var budgets = new Dictionary<string, ErrorBudget>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            if (service.Config.Objective is { } objective)
            {
                var parts = ObjectiveParts.Of(service.Name, objective);
                if (!_known.TryGetValue(service.Name, out var known) || known.Parts != parts || known.Budget.Objective != objective || (now - known.At).Duration() >= ReadEvery)
                {
                    var rows = await ledger.ReadEvidenceAsync([parts.Ledger], cancellation);
                    var inWindow = rows.Where(row => row.Step >= parts.FirstAt(now)).ToList();
                    _known[service.Name] = known = (parts, now, new ErrorBudget(objective, inWindow.Sum(row => row.Totals[0]), inWindow.Sum(row => row.Totals[1])));
                    await ForgetAsync(parts, now, cancellation);
                }

                budgets[service.Name] = known.Budget;
            }
        }

        return budgets;
    }

    private async Task ForgetAsync(ObjectiveParts parts, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!_forgot.TryGetValue(parts.Ledger, out var before) || (now - before).Duration() >= ForgetEvery)
        {
            _forgot[parts.Ledger] = now;
            await ledger.ForgetEvidenceAsync(parts.Ledger, parts.FirstAt(now), cancellation);
        }
    }
}
