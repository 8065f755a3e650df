namespace Canary.Benchmarks.Subjects;

/// <summary>What a .NET runtime did since its start.</summary>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap.</param>
/// <param name="CompilerSeconds">Time spent compiling methods.</param>
/// <param name="HeapBytes">Size of the managed heap at the last collection.</param>
/// <param name="FullCollections">Collections of all generations.</param>
internal sealed record RuntimeFigures(double AllocatedBytes, double CompilerSeconds, double HeapBytes, double FullCollections);
