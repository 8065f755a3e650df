using Canary.Cli.Running;
using Canary.Core.Services;

namespace Canary.Cli.Convert;

/// <summary>What a conversion gives: services, notes on what is not quite the same, and problems that leave nothing to give.</summary>
/// <param name="file">How messages name the source.</param>
internal sealed class Conversion(string file)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];

    /// <summary>The services.</summary>
    public List<ConvertedService> Services { get; } = [];

    /// <summary>What people must know about them, one line each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Notes something, once.</summary>
    public void Note(int line, string text) => AddOnce(_notes, line, text);

    /// <summary>Tells what can't be converted.</summary>
    public void Problem(int line, string text) => AddOnce(_problems, line, text);

    /// <summary>Ends.</summary>
    /// <exception cref="CommandException">Something can't be converted, or there was nothing to convert.</exception>
    public void Finish(string wanted)
    {
        if (_problems.Count > 0)
        {
            throw CommandException.Invalid($"{(_problems.Count == 1 ? "One thing" : $"{_problems.Count} things")} can't be converted:", _problems);
        }

        if (Services.Count == 0)
        {
            throw CommandException.Invalid($"{file} has {wanted}.");
        }
    }

    /// <summary>A name of a service or variant that is close to a text, and was not given out as a service's before.</summary>
    public string ServiceNameOf(params string[] parts)
    {
        var name = NameOf(string.Join('-', parts.Where(part => part.Length > 0)));
        var unique = name;
        for (var number = 2; !_names.Add(unique); number++)
        {
            unique = $"{name[..Math.Min(name.Length, ServiceName.MaxLength - 4)]}-{number}";
        }

        return unique;
    }

    /// <summary>The same without a look at what was given out.</summary>
    public static string NameOf(string text)
    {
        var name = new string([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        while (name.Contains("--", StringComparison.Ordinal))
        {
            name = name.Replace("--", "-", StringComparison.Ordinal);
        }

        name = name.Trim('-');
        return name.Length == 0 ? "service" : name[..Math.Min(name.Length, ServiceName.MaxLength)].TrimEnd('-');
    }

    private void AddOnce(List<string> lines, int line, string text)
    {
        var all = $"{file}:{line}: {text}";
        if (!lines.Contains(all))
        {
            lines.Add(all);
        }
    }
}
