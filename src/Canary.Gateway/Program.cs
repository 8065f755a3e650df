using Canary.Gateway.Demo;
using Canary.Gateway.Hosting;

return args switch
{
    ["demo", .. var rest] => await DemoCommand.RunAsync(rest),
    ["healthcheck", .. var rest] => await HealthCheckCommand.RunAsync(rest),
    ["--help" or "-h"] => Usage.Print(),
    ["--version"] => Usage.PrintVersion(),
    _ => await GatewayCommand.RunAsync(args),
};
