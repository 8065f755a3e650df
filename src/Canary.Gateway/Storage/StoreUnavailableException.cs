namespace Canary.Gateway.Storage;

/// <summary>The store can't be reached, did not answer in time, or holds what can't be read.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
