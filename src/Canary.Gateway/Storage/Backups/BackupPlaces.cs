using System.Text;
using Canary.Core.Services;

namespace Canary.Gateway.Storage.Backups;

/// <summary>The places that a service of a backup takes: told by its document, so that they can't differ from it.</summary>
internal static class BackupPlaces
{
    /// <summary>Host and path of each.</summary>
    /// <exception cref="BackupException">The document is not valid.</exception>
    public static IReadOnlyList<string> Of(BackupService service)
    {
        var read = ServiceDocument.Read(Encoding.UTF8.GetBytes(service.Document));
        return read.Value is { } config
            ? MatchKeys.Of(config.Match)
            : throw new BackupException($"Service '{service.Name}': {read.Errors[0].Path}: {read.Errors[0].Message}");
    }
}
