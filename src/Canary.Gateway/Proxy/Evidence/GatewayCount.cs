namespace Canary.Gateway.Proxy.Evidence;

/// <summary>How many gateways share the traffic, as far as this one knows, and a number of its own that tells it from them.</summary>
/// <remarks>Written by who reports evidence, read by requests.</remarks>
/// <param name="salt">The number.</param>
internal sealed class GatewayCount(uint salt)
{
    private int _current = 1;

    /// <summary>1 or more; 1 until told otherwise.</summary>
    public int Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, Math.Max(1, value));
    }

    /// <summary>The number of this gateway's own.</summary>
    public uint Salt { get; } = salt;
}
