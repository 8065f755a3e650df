using Canary.Core.Analysis;
using Canary.Core.Rollouts;

namespace Canary.Gateway.Control.Analysis;

/// <summary>One check of one rollout: asks its source at its interval, and says what the last answer means.</summary>
/// <remarks>Used by the driver's task alone; a question runs beside it and hands over its reading through its own task.</remarks>
internal sealed partial class PolledCheck(CheckConfig check, CheckProgress progress, CheckSources sources, TimeProvider time, ILogger<OutsideChecks> logger)
{
    private Task<SourceReading>? _asking;
    private long? _askedAt;
    private int? _askedStep;

    // The share in force, and since when: null where it is so for long, as the leader before knew.
    private double? _share = progress.Last?.Share;
    private long? _shareSince = progress.Last is { IsSettled: true } ? null : time.GetTimestamp();

    // Whether that share held ever since the last reading.
    private bool _isSameShare = true;

    private SourceReading? _latest;

    // Since when all readings are problems, or null: they are not.
    private DateTimeOffset? _downSince;

    /// <summary>What the check's plan says.</summary>
    public CheckConfig Config => check;

    /// <summary>Whether a question is under way.</summary>
    public bool IsAsking => _asking is { IsCompleted: false };

    /// <summary>What another leader would go on with.</summary>
    public CheckProgress Progress { get; private set; } = progress;

    /// <summary>What is known now; asks where it is time. Never waits.</summary>
    /// <param name="about">The rollout.</param>
    /// <param name="share">The variant's share in force, 0 to 1.</param>
    /// <param name="now">The time, by the store's clock.</param>
    public OutsideAnswer AnswerOf(CheckSubject about, double share, DateTimeOffset now)
    {
        NoticeShare(share);
        if (_asking is { IsCompleted: true } done)
        {
            _asking = null;
            Take(done.Result, about, now);
        }

        // A verdict about the step before is none about this one.
        var isOfOtherStep = check is CheckConfig.Webhook && _askedStep != about.Rollout.State.Step;
        if (_asking is null && (_askedAt is not { } asked || isOfOtherStep || time.GetElapsedTime(asked) >= check.Interval))
        {
            _askedAt = time.GetTimestamp();
            _askedStep = about.Rollout.State.Step;
            _latest = isOfOtherStep ? null : _latest;
            _asking = Task.Run(() => sources.AskAsync(check, about), CancellationToken.None);
        }

        return CheckAnswers.Of(check, Progress, isOfOtherStep ? null : _latest, _downSince ?? now);
    }

    private void NoticeShare(double share)
    {
        if (!share.Equals(_share))
        {
            (_share, _shareSince, _isSameShare) = (share, time.GetTimestamp(), false);
        }
    }

    private void Take(SourceReading reading, CheckSubject about, DateTimeOffset now)
    {
        if (reading is SourceReading.Problem problem)
        {
            if (_downSince is null)
            {
                _downSince = now;
                Log.Down(logger, check.Name, about.Service, problem.Why);
            }

            Progress = Progress.WithoutReading();
        }
        else if (_downSince is not null)
        {
            _downSince = null;
            Log.Up(logger, check.Name, about.Service);
        }

        if (reading is SourceReading.Counters counters)
        {
            var isSettled = _shareSince is not { } since || time.GetElapsedTime(since, _askedAt!.Value) >= check.Interval;
            Progress = CounterSteps.After(Progress, new LastValues(counters.Values, _share!.Value, isSettled), _isSameShare);

            // Where the share changed while the question ran, nobody knows under which the counters were read.
            _isSameShare = _shareSince is not { } changed || changed <= _askedAt;
        }
        else if (reading is SourceReading.Ratio ratio)
        {
            Progress = Progress.WithRatio(ratio.Value, ((CheckConfig.Ratio)check).Max);
        }

        _latest = reading;
    }

    private static partial class Log
    {
        [LoggerMessage(1163, LogLevel.Warning, "The check '{Check}' of service '{Service}' has no answer: {Problem}")]
        public static partial void Down(ILogger logger, string check, string service, string problem);

        [LoggerMessage(1164, LogLevel.Information, "The check '{Check}' of service '{Service}' has answers again")]
        public static partial void Up(ILogger logger, string check, string service);
    }
}
