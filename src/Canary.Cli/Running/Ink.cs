namespace Canary.Cli.Running;

/// <summary>Colours texts, or leaves them as they are.</summary>
/// <param name="isOn">Whether it colours.</param>
internal sealed class Ink(bool isOn)
{
    /// <summary>What went wrong.</summary>
    public string Bad(string text) => Paint("31", text);

    /// <summary>What is as it should be.</summary>
    public string Good(string text) => Paint("32", text);

    /// <summary>What waits for somebody.</summary>
    public string Notable(string text) => Paint("33", text);

    /// <summary>Headings.</summary>
    public string Strong(string text) => Paint("1", text);

    /// <summary>What matters less.</summary>
    public string Faint(string text) => Paint("2", text);

    /// <summary>The phase of a rollout, a verdict, or the health of a destination.</summary>
    public string Word(string word) => word switch
    {
        "Promoted" or "Pass" or "healthy" => Good(word),
        "RolledBack" or "Aborted" or "Fail" or "Error" or "unhealthy" or "ejected" or "rolled back" => Bad(word),
        "Paused" or "Superseded" or "Inconclusive" => Notable(word),
        _ => word,
    };

    private string Paint(string code, string text) => isOn && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
