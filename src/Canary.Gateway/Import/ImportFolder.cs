using Canary.Core.Services;

namespace Canary.Gateway.Import;

/// <summary>Reads the YAML files of a folder.</summary>
internal static class ImportFolder
{
    public static ImportResult Read(string folder) => throw new NotImplementedException();
}

/// <summary>What a folder holds.</summary>
internal sealed record ImportResult(IReadOnlyList<ImportedService> Services, IReadOnlyList<string> Problems);

/// <summary>A service and the file that it comes from.</summary>
internal sealed record ImportedService(ServiceConfig Service, string File);
