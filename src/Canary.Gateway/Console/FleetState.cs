using Canary.Gateway.Telemetry.Sampling;

namespace Canary.Gateway.Console;

/// <summary>What this gateway knows of the others.</summary>
/// <param name="Gateways">How many are alive, this one included.</param>
/// <param name="Others">What all others together say of their services' traffic; null where one of them was not heard.</param>
internal sealed record FleetState(int Gateways, IReadOnlyDictionary<string, ServiceRates>? Others)
{
    private const string Fleet = "fleet";
    private const string Gateway = "gateway";

    /// <summary>What rates are of: <c>fleet</c>, or <c>gateway</c> where they are those of this one alone.</summary>
    public string Scope => Others is null ? Gateway : Fleet;

    /// <summary>The same of what gateways do not tell each other.</summary>
    public string ScopeOfOwn => Others is not null && Gateways == 1 ? Fleet : Gateway;

    /// <summary>This gateway's rates of a service together with the others'.</summary>
    public ServiceRates Add(string service, ServiceRates own) => Others?.GetValueOrDefault(service) is { } others ? own + others : own;
}
