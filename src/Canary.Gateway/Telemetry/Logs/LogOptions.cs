namespace Canary.Gateway.Telemetry.Logs;

/// <summary>What the process writes to standard output: the settings under <c>Canary:Logs</c>.</summary>
internal sealed class LogOptions
{
    /// <summary>How lines look. Default <see cref="LogFormat.Json"/>.</summary>
    public LogFormat Format { get; set; } = LogFormat.Json;

    /// <summary>Whether every proxied request gets a line when it ends. Default false.</summary>
    public bool Access { get; set; }
}
