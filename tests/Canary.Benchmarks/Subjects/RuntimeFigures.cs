namespace Canary.Benchmarks.Subjects;

/// <summary>What a .NET runtime did since its start.</summary>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap.</param>
/// <param name="CompilerSeconds">Time spent compiling methods.</param>
internal sealed record RuntimeFigures(double AllocatedBytes, double CompilerSeconds);
