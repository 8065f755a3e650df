namespace Canary.Gateway.Discovery.Following;

/// <summary>What followers say.</summary>
internal static partial class FollowerLog
{
    [LoggerMessage(1700, LogLevel.Information, "{Count} destinations, after {Before}, are found by {Source} for {Discovery}")]
    public static partial void Found(ILogger logger, int count, int before, string source, string discovery);

    [LoggerMessage(1701, LogLevel.Warning, "Destinations can't be found by {Source} for {Discovery}, the last {Count} stay: {Problem}")]
    public static partial void Failed(ILogger logger, string source, string discovery, int count, string problem, Exception? exception);

    [LoggerMessage(1702, LogLevel.Information, "Destinations are found again by {Source} for {Discovery}")]
    public static partial void AnswersAgain(ILogger logger, string source, string discovery);

    [LoggerMessage(1703, LogLevel.Warning, "{Count} destinations are left out of what {Source} says for {Discovery}: {Problem}")]
    public static partial void LeftOut(ILogger logger, int count, string source, string discovery, string problem);

    [LoggerMessage(1704, LogLevel.Warning, "Only {Count} destinations instead of {Before} are found by {Source} for {Discovery}; the last ones stay until that is certain")]
    public static partial void Held(ILogger logger, int count, int before, string source, string discovery);
}
