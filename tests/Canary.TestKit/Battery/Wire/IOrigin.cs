namespace Canary.TestKit.Battery.Wire;

/// <summary>The backend behind a proxy under test.</summary>
public interface IOrigin : IAsyncDisposable
{
    /// <summary>Its port on 127.0.0.1.</summary>
    int Port { get; }
}
