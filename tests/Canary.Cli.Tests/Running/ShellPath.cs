namespace Canary.Cli.Tests.Running;

/// <summary>A search path on which a shell finds canaryctl.</summary>
internal static class ShellPath
{
    /// <summary>The path, with a folder of the program's home in front.</summary>
    public static string With(CanaryCtl ctl)
    {
        var program = Path.Combine(ctl.Home, ctl.Write("bin/canaryctl", $"#!/bin/sh\nexec dotnet {CanaryCtl.Program} \"$@\"\n"));
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return $"{Path.GetDirectoryName(program)}:{System.Environment.GetEnvironmentVariable("PATH")}";
    }
}
