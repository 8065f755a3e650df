namespace Canary.Gateway.Telemetry.Logs;

/// <summary>How log lines look.</summary>
internal enum LogFormat
{
    /// <summary>One JSON object a line, with the field names of the Elastic Common Schema.</summary>
    Json,

    /// <summary>One line of text, for people.</summary>
    Text,
}
