namespace Canary.Gateway.Hosting;

/// <summary>The whole gateway: shared services, the proxy host and the admin host, started and stopped in the right order.</summary>
internal sealed class GatewayApplication;
