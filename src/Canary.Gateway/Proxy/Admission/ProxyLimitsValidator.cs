using System.Globalization;
using Canary.Core.Services;

namespace Canary.Gateway.Proxy.Admission;

/// <summary>Checks the settings under <c>Canary:Proxy:Limits</c>.</summary>
internal static class ProxyLimitsValidator
{
    /// <summary>The most bytes that a body's limit may allow: 1 TB, as for a service's own limit.</summary>
    public const long MostBodyBytes = 1L << 40;

    /// <summary>Adds one line for each limit that is out of its range, with the range.</summary>
    public static void Check(ProxyLimits limits, ICollection<string> problems)
    {
        CheckNumber(nameof(limits.RequestLineBytes), limits.RequestLineBytes, 1024, 64 * 1024);
        CheckNumber(nameof(limits.HeaderBytes), limits.HeaderBytes, 4096, 1024 * 1024);
        CheckNumber(nameof(limits.HeaderCount), limits.HeaderCount, 10, 1000);
        CheckNumber(nameof(limits.BodyBytes), limits.BodyBytes, 0, MostBodyBytes);
        CheckTime(nameof(limits.HeadersTimeout), limits.HeadersTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        CheckTime(nameof(limits.KeepAliveTimeout), limits.KeepAliveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        CheckNumber(nameof(limits.BodyBytesPerSecond), limits.BodyBytesPerSecond, 0, 1_000_000);
        CheckTime(nameof(limits.BodyRateGrace), limits.BodyRateGrace, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10));
        CheckNumber(nameof(limits.Connections), limits.Connections, 1, 1_000_000);
        CheckNumber(nameof(limits.RequestsInFlight), limits.RequestsInFlight, 1, 1_000_000);
        CheckNumber(nameof(limits.Http2Streams), limits.Http2Streams, 1, 10_000);

        // RFC 9113, section 6.9.2: every HTTP/2 peer begins with a window of 65,535.
        CheckNumber(nameof(limits.Http2StreamWindowBytes), limits.Http2StreamWindowBytes, ushort.MaxValue, 16 * 1024 * 1024);
        CheckNumber(nameof(limits.Http2ConnectionWindowBytes), limits.Http2ConnectionWindowBytes, ushort.MaxValue, 1024 * 1024 * 1024);
        CheckNumber(nameof(limits.Http2ResetsPerSecond), limits.Http2ResetsPerSecond, 1, 100_000);
        CheckTime(nameof(limits.BackendConnectionLifetime), limits.BackendConnectionLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));

        void CheckNumber(string name, long value, long least, long most)
        {
            if (value < least || value > most)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"Canary:Proxy:Limits:{name} is {value}; allowed is {least} to {most}."));
            }
        }

        void CheckTime(string name, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
            {
                problems.Add($"Canary:Proxy:Limits:{name} is {Duration.Format(value)}; allowed is {Duration.Format(least)} to {Duration.Format(most)}.");
            }
        }
    }
}
