using Canary.Core.Rollouts;

namespace Canary.Gateway.Control.Analysis;

/// <summary>Asks the source of a check, whichever kind it is.</summary>
/// <param name="client">Makes the connections; follows no redirects.</param>
/// <param name="time">The clock of time limits.</param>
/// <param name="logger">Where what nobody thought of goes.</param>
internal sealed partial class CheckSources(HttpMessageInvoker client, TimeProvider time, ILogger<OutsideChecks> logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PrometheusSource _prometheus = new(new SourceClient(client));
    private readonly WebhookSource _webhook = new(new SourceClient(client));

    /// <summary>How long a poll may take, all its questions together. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Asks. Never fails: whatever is wrong is a <see cref="SourceReading.Problem"/>.</summary>
    public async Task<SourceReading> AskAsync(CheckConfig check, CheckSubject about)
    {
        try
        {
            using var limit = new CancellationTokenSource(Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
            return check switch
            {
                CheckConfig.Counter counter => await _prometheus.AskAsync(counter, about, either.Token),
                CheckConfig.Ratio ratio => await _prometheus.AskAsync(ratio, either.Token),
                _ => await _webhook.AskAsync((CheckConfig.Webhook)check, about, either.Token),
            };
        }
        catch (Exception exception)
        {
            // A check that can't be asked holds its rollout up; it must not end the driver's round, which all rollouts share.
            Log.Unexpected(logger, check.Name, about.Service, exception);
            return new SourceReading.Problem("it can't be asked");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1162, LogLevel.Error, "The check '{Check}' of service '{Service}' can't be asked")]
        public static partial void Unexpected(ILogger logger, string check, string service, Exception exception);
    }
}
