using Canary.Cli.Running;

return await CommandLine.RunAsync(args);
