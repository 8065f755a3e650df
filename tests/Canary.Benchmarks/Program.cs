using Canary.Benchmarks;
using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Loads;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Micro;
using Canary.Benchmarks.Scale;
using Canary.Benchmarks.Subjects;

try
{
    return args switch
    {
        ["compare", .. var rest] => await CompareCommand.RunAsync(CompareOptions.Parse(rest)),
        ["scale", .. var rest] => await ScaleCommand.RunAsync(ScaleOptions.Parse(rest)),
        [OpenLoop.Command, .. var rest] => OpenLoop.RunHere(rest),
        ["micro", .. var rest] => MicroCommand.Run(rest is [var filter] ? filter : ""),
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
