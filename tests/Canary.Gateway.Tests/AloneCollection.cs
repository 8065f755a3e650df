namespace Canary.Gateway.Tests;

/// <summary>Tests that measure the whole process: nothing runs beside them.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
