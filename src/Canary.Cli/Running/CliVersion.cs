using System.Reflection;

namespace Canary.Cli.Running;

/// <summary>The version of this program.</summary>
internal static class CliVersion
{
    /// <summary>As <c>0.1.0</c>.</summary>
    public static string Current { get; } = typeof(CliVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
