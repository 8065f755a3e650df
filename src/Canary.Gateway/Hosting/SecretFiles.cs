namespace Canary.Gateway.Hosting;

/// <summary>Settings whose value is in a file, as containers get their secrets: <c>Canary__Store__Redis__File=/run/secrets/redis</c> is <c>Canary:Store:Redis</c> with what the file says.</summary>
internal static class SecretFiles
{
    private const string Section = "Canary:";
    private const string Suffix = ":File";
    private const int MaxBytes = 64 * 1024;

    /// <summary>The same settings, those in files with their values.</summary>
    /// <exception cref="SettingsException">A file can't be read, is too large, or the setting has a value of its own besides.</exception>
    public static IConfiguration Resolve(IConfiguration settings)
    {
        var values = settings.AsEnumerable().Where(pair => pair.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var files = values.Where(pair => IsFile(pair.Key)).ToList();
        if (files.Count == 0)
        {
            return settings;
        }

        var problems = new List<string>();
        foreach (var (key, path) in files)
        {
            var setting = key[..^Suffix.Length];
            values.Remove(key);
            if (values.ContainsKey(setting))
            {
                problems.Add($"{setting} has a value, and {key} has another; allowed is one of them.");
            }
            else if (TryRead(path!, out var text, out var problem))
            {
                values[setting] = text;
            }
            else
            {
                problems.Add($"{key} is '{path}', which can't be used ({problem}); allowed is a file of at most {MaxBytes / 1024} KB with the value of {setting}.");
            }
        }

        return problems.Count > 0 ? throw new SettingsException(problems) : new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    private static bool IsFile(string key) =>
        key.StartsWith(Section, StringComparison.OrdinalIgnoreCase) && key.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) && key.Length > Section.Length + Suffix.Length;

    private static bool TryRead(string path, out string text, out string problem)
    {
        (text, problem) = ("", "");
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                problem = "it is larger";
                return false;
            }

            // Editors and echo end a file with a line's end, which is no part of a secret.
            text = File.ReadAllText(path).TrimEnd('\r', '\n');
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = e.Message.TrimEnd('.');
            return false;
        }
    }
}
