using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Notifications.Sinks;

namespace Canary.Gateway.Import;

/// <summary>All that a folder declares.</summary>
/// <param name="Services">Its services, in the order in which they were read.</param>
/// <param name="Rollouts">Its rollouts; each is for one of the services, and at most one for each.</param>
/// <param name="Sinks">Its sinks of notifications.</param>
internal sealed record ImportSet(IReadOnlyList<ImportedService> Services, IReadOnlyList<ImportedRollout> Rollouts, IReadOnlyList<ImportedSink> Sinks);

/// <summary>What reading a folder gave.</summary>
/// <param name="Set">What it declares; of no use where there are problems.</param>
/// <param name="Problems">What is wrong, one line each, beginning with the file and the line. Where there are any, nothing may be applied.</param>
internal sealed record ImportResult(ImportSet Set, IReadOnlyList<string> Problems);

/// <summary>Where a document comes from.</summary>
/// <param name="Path">The file, with its folder.</param>
/// <param name="Hash">SHA-256 of the document's values, hex: comments and layout do not change it.</param>
internal sealed record DocumentSource(string Path, string Hash)
{
    /// <summary>The file's name without folders.</summary>
    public string File => System.IO.Path.GetFileName(Path);

    /// <summary>The source of a document.</summary>
    public static DocumentSource Of(string path, JsonElement document) =>
        new(path, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.GetRawText()))));
}

/// <summary>A service that a file declares.</summary>
/// <param name="Service">The service.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="AllowsApiChanges">Whether the API may change it, too: <c>apiChanges: allowed</c>.</param>
/// <param name="TakesOver">Whether a stored service that no file owns is replaced: <c>takeOver: true</c>.</param>
internal sealed record ImportedService(ServiceConfig Service, DocumentSource Source, bool AllowsApiChanges, bool TakesOver);

/// <summary>A rollout that a file declares.</summary>
/// <param name="Service">The name of the service that it is for.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Source">Where it comes from.</param>
internal sealed record ImportedRollout(string Service, RolloutPlan Plan, DocumentSource Source);

/// <summary>A sink that a file declares.</summary>
/// <param name="Sink">The sink, without its owner.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="AllowsApiChanges">Whether the API may change it, too.</param>
/// <param name="TakesOver">Whether a stored sink that no file owns is replaced.</param>
internal sealed record ImportedSink(SinkConfig Sink, DocumentSource Source, bool AllowsApiChanges, bool TakesOver);
