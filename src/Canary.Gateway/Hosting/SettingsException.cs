namespace Canary.Gateway.Hosting;

/// <summary>A setting is wrong; the process says so in one line each and ends with exit code 2.</summary>
internal sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One line each, naming the setting, its value and what is allowed.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
