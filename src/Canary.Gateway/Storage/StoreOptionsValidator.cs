using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>Checks the settings under <c>Canary:Store</c>.</summary>
internal static class StoreOptionsValidator
{
    /// <summary>Every problem in one line that names the setting, its value and what is allowed; empty where all is well.</summary>
    public static IReadOnlyList<string> Validate(StoreOptions options)
    {
        var problems = new List<string>();
        Check(Enum.IsDefined(options.Kind), "Kind", options.Kind, "File or Redis");
        Check(options.Path.Trim().Length > 0 && !options.Path.Contains('\0', StringComparison.Ordinal), "Path", options.Path, "the name of a folder");
        Check(
            options.PollInterval >= TimeSpan.FromMilliseconds(50) && options.PollInterval <= TimeSpan.FromMinutes(1),
            "PollInterval", options.PollInterval, "from 00:00:00.050 to 00:01:00");
        Check(options.HistoryPerService is >= 1 and <= 10_000, "HistoryPerService", options.HistoryPerService, "from 1 to 10000");
        Check(options.AuditEntries is >= 100 and <= 1_000_000, "AuditEntries", options.AuditEntries, "from 100 to 1000000");
        if (options.Kind == StoreKind.Redis)
        {
            Check(
                options.KeyPrefix.Length is >= 1 and <= 64 && options.KeyPrefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'),
                "KeyPrefix", options.KeyPrefix, "1 to 64 of a-z, A-Z, 0-9, '-', '_', '.' and ':'");
            if (RedisProblem(options.Redis) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return problems;

        void Check(bool allowed, string key, object value, string range)
        {
            if (!allowed)
            {
                problems.Add($"Canary:Store:{key} is '{value}'; allowed is {range}.");
            }
        }
    }

    // The value itself is not repeated: it may hold a password.
    private static string? RedisProblem(string configuration)
    {
        const string Allowed = "allowed is a StackExchange.Redis configuration such as 'redis-1:6379,redis-2:6379,password=...,ssl=true'.";
        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count == 0 ? $"Canary:Store:Redis names no server; {Allowed}" : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return $"Canary:Store:Redis can't be read ({e.Message.ReplaceLineEndings(" ")}); {Allowed}";
        }
    }
}
