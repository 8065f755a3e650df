namespace Canary.Benchmarks.Subjects;

/// <summary>What a .NET runtime did since its start.</summary>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap.</param>
/// <param name="CompiledMethods">Methods compiled, each tier of each counted.</param>
internal sealed record RuntimeFigures(double AllocatedBytes, double CompiledMethods);
