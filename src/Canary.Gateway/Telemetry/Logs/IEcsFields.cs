using System.Text.Json;

namespace Canary.Gateway.Telemetry.Logs;

/// <summary>An event's state that knows its own fields in the Elastic Common Schema; without it values become <c>labels</c>.</summary>
internal interface IEcsFields
{
    /// <summary>Writes them into an open object, with dots in names.</summary>
    void WriteTo(Utf8JsonWriter json);
}
