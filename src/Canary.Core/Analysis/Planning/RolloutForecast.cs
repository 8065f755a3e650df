namespace Canary.Core.Analysis.Planning;

/// <summary>What a plan would find on some traffic.</summary>
/// <param name="Traffic">The traffic.</param>
/// <param name="Steps">Each step, by itself.</param>
/// <param name="FalseAlarmRate">The chance that a canary within the tolerance is ever taken for a bad one.</param>
/// <param name="Message">One sentence on the whole plan.</param>
internal sealed record RolloutForecast(PlannedTraffic Traffic, IReadOnlyList<PlannedStep> Steps, double FalseAlarmRate, string Message);

/// <summary>What one step would find, by itself.</summary>
/// <param name="Split">Who gets what in it.</param>
/// <param name="MinRequestsAfter">When each side has had the requests that the analysis asks for; null: never.</param>
/// <param name="Finds">For each of <see cref="RolloutPlanner.Ratios"/>, what it takes to find a canary that is so much worse.</param>
/// <param name="Advice">One sentence.</param>
internal sealed record PlannedStep(StepSplit Split, TimeSpan? MinRequestsAfter, IReadOnlyList<PlannedFind> Finds, string Advice);

/// <summary>What it takes to find a canary that is some times worse.</summary>
/// <param name="Worse">How many times the errors, or the durations, of the baseline it has.</param>
/// <param name="Errors">By its errors; null where they are not judged.</param>
/// <param name="Latency">By its durations; null where they are not judged.</param>
internal sealed record PlannedFind(double Worse, Finding? Errors, Finding? Latency);

/// <summary>What one check takes to find it.</summary>
/// <param name="Requests">Requests of canary and baseline together, to three digits; null: however many, they are not enough.</param>
/// <param name="Time">How long that takes; null: never, or longer than anybody waits.</param>
/// <param name="Bound">The requests that the best test would take that knows in advance how much worse it is; null: none could.</param>
/// <param name="WithinHold">About how likely it is found within the step's hold, 0 to 1, to two decimals.</param>
/// <param name="Edge">The edge of durations that tells most; null for errors.</param>
/// <param name="Why">Why there are no requests or no time, in one sentence; null where there are.</param>
internal sealed record Finding(long? Requests, TimeSpan? Time, long? Bound, double WithinHold, TimeSpan? Edge, string? Why);
