namespace Canary.Gateway.Telemetry.Logs;

/// <summary>One thing that is logged, before it has a format.</summary>
/// <param name="At">When.</param>
/// <param name="Level">How bad.</param>
/// <param name="Category">Who says so: a type's full name.</param>
/// <param name="Id">The event's number and name.</param>
/// <param name="Message">What happened, for people.</param>
/// <param name="State">The message's values by name, or an <see cref="IEcsFields"/>, or anything else.</param>
/// <param name="Exception">What went wrong, or null.</param>
internal readonly record struct LogEvent(
    DateTimeOffset At, LogLevel Level, string Category, EventId Id, string Message, object? State, Exception? Exception);
