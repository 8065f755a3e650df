using Canary.Core.Selection;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>A service with the places that its variants' requests go to. Immutable.</summary>
/// <param name="Snapshot">What selection needs.</param>
/// <param name="Variants">In the order of the snapshot's variants. Not to be written to.</param>
internal sealed record RoutedService(ServiceSnapshot Snapshot, RoutedVariant[] Variants);
