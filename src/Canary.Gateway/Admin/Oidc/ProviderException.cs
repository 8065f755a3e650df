namespace Canary.Gateway.Admin.Oidc;

/// <summary>The provider does not answer, or not as it should. The message is for operators, and has no secret.</summary>
internal sealed class ProviderException(string message, Exception? inner = null) : Exception(message, inner);
