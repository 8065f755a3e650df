using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Canary.Benchmarks.Micro;

/// <summary>Runs the micro-benchmarks in this process, and prints one table for each class.</summary>
internal static class MicroCommand
{
    /// <summary>Runs those whose class name contains <paramref name="filter"/>.</summary>
    public static int Run(string filter)
    {
        var job = Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance);
        var config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddLogger(ConsoleLogger.Default)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Statistics, DefaultColumnProviders.Metrics)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "BenchmarkDotNet.Artifacts"));
        Type[] all = [typeof(SelectionBenchmarks), typeof(GuardBenchmarks), typeof(CountingBenchmarks), typeof(EvidenceBenchmarks), typeof(SnapshotBenchmarks), typeof(ExpositionBenchmarks)];
        var failed = false;
        foreach (var type in all.Where(type => type.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
        {
            var summary = BenchmarkRunner.Run(type, config);
            failed |= summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success);
        }

        return failed ? 1 : 0;
    }
}
