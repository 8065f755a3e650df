using Canary.Benchmarks;
using Canary.Benchmarks.Battery;
using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Disturbed;
using Canary.Benchmarks.Fleet;
using Canary.Benchmarks.Footprint;
using Canary.Benchmarks.Fuzzing;
using Canary.Benchmarks.Idle;
using Canary.Benchmarks.Loads;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Micro;
using Canary.Benchmarks.Mirror;
using Canary.Benchmarks.Scale;
using Canary.Benchmarks.Simulation;
using Canary.Benchmarks.Soak;
using Canary.Benchmarks.Start;
using Canary.Benchmarks.Subjects;

try
{
    return args switch
    {
        ["compare", .. var rest] => await CompareCommand.RunAsync(CompareOptions.Parse(rest)),
        ["scale", .. var rest] => await ScaleCommand.RunAsync(ScaleOptions.Parse(rest)),
        ["disturbed", .. var rest] => await DisturbedCommand.RunAsync(DisturbedOptions.Parse(rest)),
        [DisturbanceProcess.Command, .. var rest] => await DisturbanceProcess.RunHereAsync(rest),
        ["mirror", .. var rest] => await MirrorCommand.RunAsync(MirrorOptions.Parse(rest)),
        [BadMirror.Command, .. var rest] => await BadMirror.RunHereAsync(rest),
        ["fleet", .. var rest] => await FleetCommand.RunAsync(FleetOptions.Parse(rest)),
        ["fuzz", .. var rest] => FuzzCommand.Run(FuzzOptions.Parse(rest)),
        ["footprint"] => await FootprintCommand.RunAsync(rules: 10),
        ["idle", .. var rest] => await IdleCommand.RunAsync(IdleOptions.Parse(rest)),
        ["start", .. var rest] => await StartCommand.RunAsync(StartOptions.Parse(rest)),
        [HeldConnections.Command, .. var rest] => await HeldConnections.RunHereAsync(rest),
        [OpenLoop.Command, .. var rest] => OpenLoop.RunHere(rest),
        ["battery"] => await BatteryCommand.RunAsync(),
        ["micro", .. var rest] => MicroCommand.Run(rest is [var filter] ? filter : ""),
        ["simulate", .. var rest] => SimulateCommand.Run(SimulateOptions.Parse(rest)),
        ["soak", .. var rest] => await SoakCommand.RunAsync(rest),
        [SoakCommand.Inside, .. var rest] => await SoakCommand.RunHereAsync(rest),
        ["stock-yarp", .. var rest] => await StockYarpProgram.RunAsync(rest),
        _ => Usage.Print(),
    };
}
catch (UsageException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
catch (InvalidOperationException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
