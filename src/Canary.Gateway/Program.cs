using Canary.Gateway.Hosting;

return args switch
{
    ["healthcheck", .. var rest] => await HealthCheckCommand.RunAsync(rest),
    ["--help" or "-h"] => Usage.Print(),
    ["--version"] => Usage.PrintVersion(),
    _ => await GatewayCommand.RunAsync(args),
};
