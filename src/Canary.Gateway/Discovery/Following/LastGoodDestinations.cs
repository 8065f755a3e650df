using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Discovery.Following;

/// <summary>The copy on disk of the lists that were in force last, so that a gateway has destinations that starts while their source is down.</summary>
/// <remarks>The file <c>last-good-destinations.json</c>: one line of JSON, lists by question, and one line with <c>sha256:</c> and the checksum of the first.</remarks>
internal sealed class LastGoodDestinations(string folder)
{
    private const string FileName = "last-good-destinations.json";
    private const string ChecksumPrefix = "sha256:";

    private readonly string _path = Path.Combine(folder, FileName);

    /// <summary>Replaces the copy durably.</summary>
    /// <param name="lists">The lists by question, as <see cref="DiscoveryKinds.TextOf"/> writes it.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="IOException">The folder can't be written to; the old copy stays.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public Task SaveAsync(IReadOnlyDictionary<string, IReadOnlyList<DestinationConfig>> lists, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var json = JsonSerializer.Serialize(lists);
        return DurableFile.ReplaceAsync(_path, Encoding.UTF8.GetBytes($"{json}\n{ChecksumPrefix}{Checksum(json)}\n"), cancellation);
    }

    /// <summary>The copy; no lists where there is none or it is damaged (then <paramref name="problem"/> says how).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<DestinationConfig>> Load(out string? problem)
    {
        problem = null;
        try
        {
            if (Directory.Exists(folder))
            {
                DurableFile.RemoveLeftovers(_path);
                if (File.Exists(_path))
                {
                    return Parse(File.ReadAllText(_path));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            problem = $"'{_path}' can't be used: {exception.Message}";
        }

        return new Dictionary<string, IReadOnlyList<DestinationConfig>>();
    }

    private static Dictionary<string, IReadOnlyList<DestinationConfig>> Parse(string content)
    {
        var json = content.Split('\n')[0];
        if (content != $"{json}\n{ChecksumPrefix}{Checksum(json)}\n")
        {
            throw new InvalidDataException("its checksum does not match its content");
        }

        // Addresses are checked once more: another version may have been less strict.
        return JsonSerializer.Deserialize<Dictionary<string, List<DestinationConfig>>>(json)!
            .ToDictionary(list => list.Key, list => FoundList.Of(list.Value).Destinations);
    }

    private static string Checksum(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}
