using Canary.Gateway.Storage;

namespace Canary.Gateway.Tests.Control.Exposure;

/// <summary>A ledger in memory that answers at once, not at all, or with an error; what gateways said to it can be read.</summary>
internal sealed class FakeLedger : ITrafficLedger
{
    private readonly HashSet<long> _users = [];

    /// <summary>What the next questions get at most in sum.</summary>
    public int Left { get; set; } = int.MaxValue;

    /// <summary>Thrown by every call, where there is one.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Completes the questions, where it is not null.</summary>
    public TaskCompletionSource? Delay { get; set; }

    public List<ExposureRequest> Questions { get; } = [];

    public List<(string Holder, RolloutCount Count)> Counts { get; } = [];

    public Task ReportAsync(string holder, IReadOnlyList<RolloutCount> counts, CancellationToken cancellation)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        Counts.AddRange(counts.Select(count => (holder, count)));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<RolloutCount>> ReadCountsAsync(IReadOnlyList<string> rollouts, CancellationToken cancellation) => throw new NotSupportedException();

    public async Task<ExposureShare> ExposeAsync(ExposureRequest request, CancellationToken cancellation)
    {
        Questions.Add(request);
        if (Delay is not null)
        {
            await Delay.Task;
        }

        if (Failure is not null)
        {
            throw Failure;
        }

        var granted = Math.Min(Left, request.WantedRequests);
        Left -= granted;
        long[] admitted = [.. request.Users.Where(user => _users.Contains(user) || (_users.Count < request.MaxUsers && _users.Add(user)))];
        return new ExposureShare(granted, admitted, _users.Count >= request.MaxUsers);
    }
}
