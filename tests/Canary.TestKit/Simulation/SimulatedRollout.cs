using Canary.Core.Analysis;

namespace Canary.TestKit.Simulation;

/// <summary>One rollout under simulated traffic, request by request, looked at after every flush.</summary>
public sealed class SimulatedRollout
{
    private readonly SimulatedTraffic _traffic;
    private readonly SimulatedRandom _random;
    private readonly SimulatedUsers? _users;
    private readonly AliasTable _latency;
    private readonly AliasTable _canaryLatency;
    private readonly AliasTable _gateways;
    private readonly SimulatedCounts[,] _counted;
    private readonly SimulatedCounts[,] _flushed;
    private readonly long[,,] _further;
    private readonly long _total;

    /// <summary>A rollout that has not begun.</summary>
    /// <param name="traffic">Its traffic.</param>
    /// <param name="seed">Decides everything.</param>
    public SimulatedRollout(SimulatedTraffic traffic, ulong seed)
    {
        (_traffic, _random) = (traffic, new SimulatedRandom(seed * 0x2545F4914F6CDD1D));
        _users = traffic.HasUsers ? new SimulatedUsers(_random) : null;
        (_latency, _canaryLatency) = (new AliasTable(traffic.Latency.Shares()), new AliasTable(traffic.CanaryLatency.Shares()));
        _gateways = new AliasTable(traffic.Gateways);
        _counted = new SimulatedCounts[traffic.Stages.Count, traffic.Gateways.Count];
        _flushed = new SimulatedCounts[traffic.Stages.Count, traffic.Gateways.Count];
        for (var stage = 0; stage < traffic.Stages.Count; stage++)
        {
            for (var gateway = 0; gateway < traffic.Gateways.Count; gateway++)
            {
                (_counted[stage, gateway], _flushed[stage, gateway]) = (new SimulatedCounts(), new SimulatedCounts());
            }
        }

        _further = new long[traffic.FurtherRates.Count, traffic.Stages.Count, 2];
        _total = traffic.Stages.Sum(stage => (long)stage.Requests);
    }

    /// <summary>The share of errors among all requests so far.</summary>
    public long Errors { get; private set; }

    /// <summary>Requests so far.</summary>
    public long Requests { get; private set; }

    /// <summary>Runs until a look says stop.</summary>
    /// <param name="look">Told after every flush what is known; the rollout ends where it answers true.</param>
    /// <returns>Whether a look said stop.</returns>
    public bool Run(Func<SimulatedLook, bool> look)
    {
        var flush = 0;
        for (var stage = 0; stage < _traffic.Stages.Count; stage++)
        {
            for (var i = 1; i <= _traffic.Stages[stage].Requests; i++)
            {
                Send(stage);
                if (i % _traffic.FlushEvery == 0)
                {
                    Flush(stage, ++flush);
                    if (look(Look(stage)))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private void Send(int stage)
    {
        var share = _traffic.Stages[stage].Share;
        var user = _users?.Next(_random) ?? -1;
        var isCanary = user < 0 ? _random.Next() < share : _users!.IsCanary(user, share);
        var rate = _traffic.ErrorRate((double)Requests++ / _total, share) * (isCanary ? _traffic.ErrorsTimes : 1);
        var failed = _random.Next() < (user < 0 ? rate : _users!.ErrorRate(user, rate));
        var bucket = (isCanary ? _canaryLatency : _latency).Draw(_random);
        if (user >= 0)
        {
            bucket = _users!.IsTimed(user) ? _users.BucketOf(user, bucket) : -1;
        }

        Errors += failed ? 1 : 0;
        var gateway = _traffic.Gateways.Count == 1 ? 0 : _gateways.Draw(_random);
        _counted[stage, gateway].Add(isCanary, failed, failed && (user < 0 || _users!.IsFirstError(user)), user < 0, bucket);
        for (var i = 0; i < _traffic.FurtherRates.Count; i++)
        {
            if (_random.Next() < _traffic.FurtherRates[i])
            {
                _further[i, stage, isCanary ? 0 : 1]++;
            }
        }
    }

    private void Flush(int stage, int number)
    {
        var crashes = _traffic.Crashes && number == _total / _traffic.FlushEvery / 2;
        for (var gateway = 0; gateway < _traffic.Gateways.Count; gateway++)
        {
            if (crashes && gateway == 0)
            {
                _counted[stage, gateway].CopyFrom(_flushed[stage, gateway]);
            }
            else if (gateway != 1 || number % 7 == 0)
            {
                for (var each = 0; each <= stage; each++)
                {
                    _flushed[each, gateway].CopyFrom(_counted[each, gateway]);
                }
            }
        }
    }

    private SimulatedLook Look(int stage)
    {
        var rows = new List<CountedRow>();
        for (var each = 0; each <= stage; each++)
        {
            var (canary, baseline) = SimulatedCounts.Sum(Enumerable.Range(0, _traffic.Gateways.Count).Select(gateway => _flushed[each, gateway]));
            rows.Add(new CountedRow(_traffic.Stages[each].Step, _traffic.Stages[each].Share, canary, baseline));
        }

        List<OutsideCheck> outside =
        [
            .. Enumerable.Range(0, _traffic.FurtherRates.Count).Select(i => new OutsideCheck(
                $"further {i}",
                new OutsideAnswer.Counted([.. Enumerable.Range(0, stage + 1).Select(each => new EventCounts(_traffic.Stages[each].Share, _further[i, each, 0], _further[i, each, 1]))], 1))),
        ];
        return new SimulatedLook(Requests, _traffic.Stages[stage], rows, outside);
    }
}

/// <summary>What is known at one look.</summary>
/// <param name="Requests">Requests so far.</param>
/// <param name="Stage">The part of the rollout.</param>
/// <param name="Rows">Counts of each split.</param>
/// <param name="Outside">Further checks.</param>
public sealed record SimulatedLook(long Requests, SimulatedStage Stage, IReadOnlyList<CountedRow> Rows, IReadOnlyList<OutsideCheck> Outside);
