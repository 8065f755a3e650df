using System.Diagnostics;
using System.Text.Json;
using Canary.Cli.Running;

namespace Canary.Cli.Watching;

/// <summary>Reads the same thing again and again. Once it was there, a gateway that is away is waited for; before that, it is an error.</summary>
/// <param name="read">Reads once.</param>
internal sealed class PatientReader(Func<CancellationToken, Task<JsonElement>> read)
{
    /// <summary>How often it is read.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // A gateway that begins to answer may not have read its services yet.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(10);

    private bool _wasThere;
    private long _awaySince;

    /// <summary>Why it can't be read now; null: it could.</summary>
    public string? Trouble { get; private set; }

    /// <summary>For how long it could not be read.</summary>
    public TimeSpan AwayFor => Trouble is null ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_awaySince);

    /// <summary>Reads it; null where the gateway is away.</summary>
    /// <exception cref="CommandException">It is refused, not there, or was never there.</exception>
    public async Task<JsonElement?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var json = await read(cancellation);
            (_wasThere, Trouble) = (true, null);
            return json;
        }
        catch (CommandException away) when (_wasThere && IsAway(away))
        {
            if (Trouble is null)
            {
                _awaySince = Stopwatch.GetTimestamp();
            }

            Trouble = away.Message;
            return null;
        }
    }

    private bool IsAway(CommandException problem) => problem.ExitCode == ExitCode.Unreachable || (problem.ExitCode == ExitCode.NotFound && AwayFor < StartTime);
}
