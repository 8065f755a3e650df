namespace Canary.Cli.Running;

/// <summary>What the process ends with, for scripts. Documented in docs/canaryctl.md; a number never changes its meaning.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The answer is no: <c>diff</c> found differences, or what was waited for can't come any more.</summary>
    public const int No = 1;

    /// <summary>The command line, a file or a document is wrong; nothing was changed.</summary>
    public const int Invalid = 2;

    /// <summary>There is no such service, rollout, revision or other thing.</summary>
    public const int NotFound = 3;

    /// <summary>It can't be done as things stand: somebody changed the service, or a rollout is active.</summary>
    public const int Conflict = 4;

    /// <summary>The key is missing or wrong, or its role is not enough.</summary>
    public const int NotAllowed = 5;

    /// <summary>The gateway, or its store, does not answer.</summary>
    public const int Unreachable = 6;

    /// <summary>What was waited for did not come in time.</summary>
    public const int TimedOut = 7;

    /// <summary>A fault of canaryctl itself.</summary>
    public const int Fault = 70;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;
}
