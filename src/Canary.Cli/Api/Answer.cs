using System.Text.Json;

namespace Canary.Cli.Api;

/// <summary>What the gateway answered, where it did what it was asked.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Json">The body; undefined where there is none.</param>
/// <param name="Revision">The revision that its <c>ETag</c> names; or null.</param>
internal sealed record Answer(int Status, JsonElement Json, long? Revision);
