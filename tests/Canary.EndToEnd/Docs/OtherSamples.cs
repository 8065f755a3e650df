using System.Text.Json;
using System.Text.RegularExpressions;
using Canary.Gateway.Hosting;
using Canary.Gateway.Import;
using Canary.TestKit;
using Microsoft.Extensions.Configuration;

namespace Canary.EndToEnd.Docs;

/// <summary>Reads samples that are not JSON: settings, files to import, requests, and configuration of other programs.</summary>
internal static partial class OtherSamples
{
    private static readonly string Service = DeclaredFolder.Service("shop", 10);

    /// <summary>Settings, one a line as <c>Canary__Store__Kind=Redis</c>, by the gateway's own reader.</summary>
    public static IEnumerable<string> SettingsProblems(string text)
    {
        var values = new Dictionary<string, string?>();
        foreach (Match setting in Setting().Matches(text))
        {
            // The value of a setting that is in a file is not known here, only that the setting exists.
            var key = setting.Groups["key"].Value;
            values[Regex.Replace(key, "__File$", "").Replace("__", ":")] = setting.Groups["value"].Value.Trim('\'', '"');
        }

        return SettingsProblems(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }

    /// <summary>Settings, by the gateway's own reader.</summary>
    public static IEnumerable<string> SettingsProblems(IConfiguration settings)
    {
        try
        {
            SettingsReader.Read(settings);
            return [];
        }
        catch (SettingsException exception)
        {
            return exception.Problems;
        }
    }

    /// <summary>Documents for the import folder, by the gateway's own reader. A rollout is for the service shop, which is declared besides where it is not.</summary>
    public static IEnumerable<string> DeclaredProblems(string text)
    {
        using var folder = new DeclaredFolder();
        folder.Write("sample.yaml", text);
        if (!text.Contains("name: shop", StringComparison.Ordinal))
        {
            folder.Write("beside.yaml", Service);
        }

        return ImportFolder.Read(folder.Path).Problems;
    }

    /// <summary>Calls of the API, as <c>PUT /api/v1/sinks/ops</c>, against its description.</summary>
    public static IEnumerable<string> CallProblems(string text, JsonElement description)
    {
        var calls = description.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(call => (Method: call.Name.ToUpperInvariant(), Path: PathPattern(path.Name)))).ToList();
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => Call().Match(line) is not { Success: true } call || !calls.Exists(known => known.Method == call.Groups["method"].Value && known.Path.IsMatch(call.Groups["path"].Value)))
            .Select(line => $"'{line}' is no call of the API");
    }

    /// <summary>Any YAML.</summary>
    public static IEnumerable<string> YamlProblems(string text) => Operations.YamlFile.Parse(text).Count > 0 ? [] : ["has no document"];

    /// <summary>What stands in the http block of an nginx's configuration, by nginx itself.</summary>
    public static async Task<IEnumerable<string>> NginxProblemsAsync(string text)
    {
        var folder = Directory.CreateTempSubdirectory("canary-nginx-");
        try
        {
            var file = Path.Combine(folder.FullName, "nginx.conf");
            await File.WriteAllTextAsync(file, $$"""
                pid {{folder.FullName}}/pid;
                events { }
                http {
                access_log off;
                client_body_temp_path {{folder.FullName}}/body;
                proxy_temp_path {{folder.FullName}}/proxy;
                fastcgi_temp_path {{folder.FullName}}/fastcgi;
                uwsgi_temp_path {{folder.FullName}}/uwsgi;
                scgi_temp_path {{folder.FullName}}/scgi;
                {{Listen().Replace(text, $"listen 127.0.0.1:{FreePort.Next()};")}}
                }
                """);
            var (exitCode, said) = await ChildProcess.RunAsync("nginx", ["-t", "-p", folder.FullName, "-c", file, "-e", "stderr"]);
            return exitCode == 0 ? [] : [said];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Regex PathPattern(string path) => new($"^{Regex.Replace(Regex.Escape(path), @"\\\{[^}]*}", "[^/]+")}$");

    // nginx binds also when it only tests, and not everybody may bind port 80.
    [GeneratedRegex(@"listen \d+;")]
    private static partial Regex Listen();

    [GeneratedRegex(@"(?<key>Canary__\w+)=(?<value>'[^']*'|""[^""]*""|\S*)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^(?<method>[A-Z]+) (?<path>/[^\s?]*)(\?\S*)?$")]
    private static partial Regex Call();
}
