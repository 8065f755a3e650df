namespace Canary.Gateway.Proxy.Admission;

/// <summary>The context that the server keeps for a connection or stream, and hands out for each of its requests.</summary>
internal sealed class AdmittedContext
{
    /// <summary>The request that it serves now.</summary>
    public DefaultHttpContext Http { get; } = new();

    /// <summary>Whether that request entered the <see cref="RequestGate"/>.</summary>
    public bool IsAdmitted { get; set; }
}
