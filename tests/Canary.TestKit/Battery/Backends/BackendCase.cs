using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery.Backends;

/// <summary>What a backend answers, whatever it was asked.</summary>
/// <param name="Class">The class of such cases.</param>
/// <param name="Source">Where it is said what is right.</param>
/// <param name="Name">Its name.</param>
/// <param name="Answer">What it does.</param>
/// <param name="Wanted">What is wanted of the proxy.</param>
internal sealed record BackendCase(string Class, string Source, string Name, OriginAnswer Answer, Wanted Wanted);
