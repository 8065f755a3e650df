using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>Where a subject listens on 127.0.0.1: HTTP/1.1, HTTP/2 by prior knowledge, TLS, and where it tells what it allocated.</summary>
internal sealed record SubjectPorts(int Http, int H2c, int Https, int Admin)
{
    /// <summary>Four ports that nobody listens on.</summary>
    public static SubjectPorts Free() => new(FreePort.Next(), FreePort.Next(), FreePort.Next(), FreePort.Next());
}
