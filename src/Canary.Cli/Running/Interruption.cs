using System.Runtime.InteropServices;

namespace Canary.Cli.Running;

/// <summary>Ctrl-C and SIGTERM: the first asks the command to end, a second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Take(signal, Running.ExitCode.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Take(signal, Running.ExitCode.Terminated)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What the process ends with after a signal.</summary>
    public int ExitCode => _exitCode == 0 ? Running.ExitCode.Interrupted : _exitCode;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Take(PosixSignalContext signal, int exitCode)
    {
        // Not cancelled, the system's own way ends the process.
        signal.Cancel = Interlocked.CompareExchange(ref _exitCode, exitCode, 0) == 0;
        if (signal.Cancel)
        {
            _source.Cancel();
        }
    }
}
