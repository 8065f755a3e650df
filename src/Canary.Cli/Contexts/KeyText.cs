using Canary.Cli.Running;

namespace Canary.Cli.Contexts;

/// <summary>Reads keys from where they are kept. A key itself is never an argument, as others on the machine see those, and is never repeated in a message.</summary>
internal static class KeyText
{
    /// <summary>The file name that stands for standard input.</summary>
    public const string StandardInput = "-";

    private const int MaxLength = 16 * 1024;

    /// <summary>The key in a file, or on standard input.</summary>
    /// <exception cref="CommandException">It can't be read, or holds no key.</exception>
    public static string FromFile(string path, TextReader standardInput, string source)
    {
        if (path == StandardInput)
        {
            return Check(standardInput.ReadLine() ?? "", "standard input");
        }

        try
        {
            return Check(File.ReadAllText(path), $"{source} '{path}'");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Invalid($"The key can't be read from {source} '{path}': {problem.Message}");
        }
    }

    /// <summary>A text that is sent in a header.</summary>
    public static string Check(string text, string source)
    {
        var key = text.Trim();
        return key.Length is > 0 and <= MaxLength && key.All(c => c is > ' ' and <= '~')
            ? key
            : throw CommandException.Invalid($"{source} must hold a key: 1 to {MaxLength} printable characters without spaces in one line.");
    }
}
