using Canary.Gateway.Demo;
using Canary.Gateway.Hosting;

SocketThreads.PreferInline();
return args switch
{
    ["demo", "backend", .. var rest] => await BackendCommand.RunAsync(rest),
    ["demo", "traffic", .. var rest] => await TrafficCommand.RunAsync(rest),
    ["demo", .. var rest] => await DemoCommand.RunAsync(rest),
    ["healthcheck", .. var rest] => await HealthCheckCommand.RunAsync(rest),
    ["keys", "new"] => KeysCommand.Run(),
    ["--help" or "-h"] => Usage.Print(),
    ["--version"] => Usage.PrintVersion(),
    _ => await GatewayCommand.RunAsync(args),
};
