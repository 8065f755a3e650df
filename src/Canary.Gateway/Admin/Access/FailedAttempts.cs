using System.Net;
using System.Net.Sockets;

namespace Canary.Gateway.Admin.Access;

/// <summary>Counts wrong credentials by remote address, so that guessing is slowed down and can't flood the audit.</summary>
/// <remarks>
/// Fixed windows. Correct credentials are never refused by it: an operator's rollback must not wait because a forgotten
/// script shares their address, and keys of 128 random bits, signatures and sealed cookies can't be guessed in either case.
/// </remarks>
internal sealed class FailedAttempts(TimeProvider time)
{
    /// <summary>Failures that an address has free in a window.</summary>
    public const int Allowed = 20;

    /// <summary>Addresses that are remembered; more share one count.</summary>
    public const int MaxAddresses = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, (long Since, int Count)> _windows = [];

    /// <summary>Counts a failure of an address.</summary>
    public FailedAttempt Add(IPAddress? remote)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            var key = KeyOf(remote);
            if (!_windows.ContainsKey(key) && _windows.Count >= MaxAddresses)
            {
                ForgetOld_NeedsLock(now);
                key = _windows.Count >= MaxAddresses ? UInt128.MaxValue : key;
            }

            var window = _windows.GetValueOrDefault(key, (Since: now, Count: 0));
            if (time.GetElapsedTime(window.Since, now) >= Window)
            {
                window = (now, 0);
            }

            _windows[key] = (window.Since, Math.Min(window.Count + 1, Allowed + 1));
            return new FailedAttempt(window.Count < Allowed ? null : Window - time.GetElapsedTime(window.Since, now), window.Count <= Allowed);
        }
    }

    private void ForgetOld_NeedsLock(long now)
    {
        foreach (var (key, window) in _windows)
        {
            if (time.GetElapsedTime(window.Since, now) >= Window)
            {
                _windows.Remove(key);
            }
        }
    }

    // Who has an IPv6 address has the whole /64.
    private static UInt128 KeyOf(IPAddress? remote)
    {
        if (remote is null)
        {
            return UInt128.MaxValue;
        }

        Span<byte> bytes = stackalloc byte[16];
        (remote.AddressFamily == AddressFamily.InterNetwork ? remote.MapToIPv6() : remote).TryWriteBytes(bytes, out _);
        if (!remote.IsIPv4MappedToIPv6 && remote.AddressFamily == AddressFamily.InterNetworkV6)
        {
            bytes[8..].Clear();
        }

        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
