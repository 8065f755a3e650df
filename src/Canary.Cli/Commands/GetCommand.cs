using System.CommandLine;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>get</c>: shows what there is.</summary>
internal static class GetCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new Command("get", "Shows services, a service, instances, rollouts, releases, sinks, destinations, or who you are.").With(
        new Command("services", "Lists services.").Runs(terminal, ServicesAsync),
        new Command("rollouts", "Lists services with the phase and step of their active or last rollout.").Runs(terminal, RolloutsAsync),
        One(terminal, "service", "Shows a service.", name => GatewayClient.PathOf(name), ServiceText.Show),
        One(terminal, "rollout", "Shows the active or last rollout of a service.", name => GatewayClient.PathOf(name, "rollout"), (run, rollout) => RolloutText.Show(run, rollout)),
        One(terminal, "destinations", "Shows how a service's destinations are, as the gateway that answers sees them.", name => GatewayClient.PathOf(name, "destinations"), ShowDestinations),
        new Command("instances", "Lists the gateways that are alive, and how far each is behind.").Runs(terminal, run => ShowAsync(run, "instances", ShowInstances)),
        new Command("releases", "Lists releases: services whose rollouts move as one.").Runs(terminal, run => ShowAsync(run, "releases", ShowReleases)),
        Named(terminal, "release", "Shows a release.", name => "releases/" + Uri.EscapeDataString(name), ShowRelease),
        new Command("sinks", "Lists sinks of notifications.").Runs(terminal, run => ShowAsync(run, "sinks", ShowSinks)),
        Named(terminal, "sink", "Shows a sink.", name => "sinks/" + Uri.EscapeDataString(name), (run, sink) => run.Say(YamlText.Of(sink).TrimEnd())),
        new Command("caller", "Shows who you are to the gateway, and what you may do.").Runs(terminal, run => ShowAsync(run, "caller", ShowCaller)));

    private static Command One(Terminal terminal, string name, string description, Func<string, string> path, Action<CommandRun, JsonElement> show) =>
        Named(terminal, name, description, path, show, Parsed.Service());

    private static Command Named(Terminal terminal, string name, string description, Func<string, string> path, Action<CommandRun, JsonElement> show, Argument<string>? argument = null)
    {
        argument ??= new Argument<string>("name") { Description = "The name." };
        return new Command(name, description) { argument }.Runs(terminal, run => ShowAsync(run, path(run.Get(argument)), show));
    }

    private static async Task<int> ShowAsync(CommandRun run, string path, Action<CommandRun, JsonElement> show) =>
        run.Show(await run.Gateway.GetAsync(path, run.Cancellation), json => show(run, json));

    private static async Task<int> ServicesAsync(CommandRun run)
    {
        var services = await run.Gateway.GetPagesAsync("services", int.MaxValue, run.Cancellation);
        return run.Show(JsonSerializer.SerializeToElement(services), _ =>
        {
            var table = new Table("SERVICE", "SPLIT", "STATE", "MATCH", "REVISION");
            foreach (var service in services)
            {
                table.Add(service.TextOf("name"), ServiceText.Split(service), ServiceText.State(service), ServiceText.Match(service), service.TextOf("revision"));
            }

            run.Say(table);
        });
    }

    private static async Task<int> RolloutsAsync(CommandRun run)
    {
        var overview = await run.Gateway.GetAsync("overview", run.Cancellation);
        List<JsonElement> rollouts = [.. overview.Find("services").Items().Where(service => service.Find("phase").ValueKind == JsonValueKind.String)];
        return run.Show(JsonSerializer.SerializeToElement(rollouts), _ =>
        {
            var table = new Table("SERVICE", "PHASE", "STEP", "MESSAGE");
            foreach (var rollout in rollouts)
            {
                table.Add(rollout.TextOf("name"), rollout.TextOf("phase"), RolloutText.Step(rollout), rollout.TextOf("message"));
            }

            run.Say(table);
        });
    }

    private static void ShowInstances(CommandRun run, JsonElement instances)
    {
        var table = new Table("INSTANCE", "VERSION", "REVISION", "LAG", "LEADS", "STARTED", "SEEN");
        foreach (var instance in instances.Items())
        {
            table.Add(
                instance.TextOf("id"), instance.TextOf("version"), instance.TextOf("appliedRevision"), instance.TextOf("lag"), instance.Is("leads") ? "yes" : "", instance.TimeOf("startedAt"), instance.TimeOf("seenAt"));
        }

        run.Say(table);
    }

    private static void ShowDestinations(CommandRun run, JsonElement view)
    {
        var table = new Table("VARIANT", "DESTINATION", "HEALTH", "WEIGHT", "IN FLIGHT", "SINCE");
        foreach (var variant in view.Find("variants").Items())
        {
            foreach (var destination in variant.Find("destinations").Items())
            {
                table.Add(
                    variant.TextOf("name"), destination.TextOf("address"), destination.TextOf("health"), destination.TextOf("weight"), destination.TextOf("inFlight"), destination.TimeOf("since"));
            }
        }

        run.Say(table);
    }

    private static void ShowReleases(CommandRun run, JsonElement releases)
    {
        var table = new Table("RELEASE", "PHASE", "STEP", "SERVICES");
        foreach (var release in releases.Find("items").Items())
        {
            table.Add(release.TextOf("name"), release.TextOf("rollout.phase"), RolloutText.Step(release.Find("rollout")), Names(release.Find("services")));
        }

        run.Say(table);
    }

    private static void ShowRelease(CommandRun run, JsonElement release)
    {
        new Facts().Add("Release", release.TextOf("name")).Add("Services", Names(release.Find("services"))).Show(run);
        RolloutText.Show(run, release.Find("rollout"));
    }

    private static void ShowSinks(CommandRun run, JsonElement sinks)
    {
        var table = new Table("SINK", "TYPE", "TO", "VERSION");
        foreach (var sink in sinks.Find("items").Items())
        {
            table.Add(sink.TextOf("name"), sink.TextOf("type"), sink.TextOf("url"), sink.TextOf("version"));
        }

        run.Say(table);
    }

    private static void ShowCaller(CommandRun run, JsonElement caller) =>
        new Facts().Add("Name", caller.TextOf("name")).Add("Role", caller.TextOf("role")).Add("Known by", caller.TextOf("knownBy")).Add("Gateway", run.Gateway.Url.AbsoluteUri).Show(run);

    private static string Names(JsonElement names) => string.Join(", ", names.Items().Select(name => name.Text()));
}
