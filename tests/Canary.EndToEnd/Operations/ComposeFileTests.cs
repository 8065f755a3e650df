using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Canary.Core.Services;
using Canary.EndToEnd.Container;
using Canary.Gateway.Demo;
using Canary.Gateway.Hosting;
using Canary.Gateway.Import;

namespace Canary.EndToEnd.Operations;

public sealed class ComposeFileTests
{
    private static readonly string[] Gateways = ["gateway-1", "gateway-2"];
    private static readonly ComposeFile Compose = ComposeFile.Read();

    [Fact]
    public void It_has_the_services_that_it_promises_and_all_that_they_refer_to()
    {
        Compose.Services.Order().ShouldBe(["canary", "gateway-1", "gateway-2", "grafana", "prometheus", "redis", "stable", "traffic"]);
        var volumes = Compose.Content["volumes"]!.AsObject().Select(volume => volume.Key).ToList();
        foreach (var service in Compose.Services)
        {
            (Compose.Service(service)["depends_on"]?.AsObject() ?? []).ShouldAllBe(other => Compose.Services.Contains(other.Key));
            foreach (var (source, _, isVolume) in Compose.Mounts(service))
            {
                (isVolume ? volumes.Contains(source) : Path.Exists(source)).ShouldBeTrue($"{service} mounts {source}");
            }
        }
    }

    [Fact]
    public void What_is_published_is_what_somebody_listens_on_and_the_admin_surfaces_stay_on_this_machine()
    {
        foreach (var gateway in Gateways)
        {
            Compose.PublishedPorts(gateway).ShouldBe(DockerfileFacts.Ports);
            Compose.Service(gateway)["ports"]!.AsArray()[1]!.ToString().ShouldStartWith("127.0.0.1:");
        }

        Compose.PublishedPorts("prometheus").ShouldBe([9090]);
        Compose.PublishedPorts("grafana").ShouldBe([3000]);
        var published = Compose.Services.SelectMany(service => (Compose.Service(service)["ports"]?.AsArray() ?? []).Select(port => port!.ToString().Split(':')[^2])).ToList();
        published.ShouldBeUnique();
    }

    [Fact]
    public void The_gateways_settings_exist_and_agree_with_the_image_and_with_Redis()
    {
        foreach (var gateway in Gateways)
        {
            var options = ContainerSettings.Read(Compose.Environment(gateway));
            new[] { options.Proxy.Urls, options.Admin.Urls }.Select(ContainerSettings.PortOf).ShouldBe(DockerfileFacts.Ports);
            options.Store.Kind.ToString().ShouldBe("Redis");
            options.Store.Redis.ShouldStartWith("redis:6379,");
            Compose.Command("redis")[0].ShouldBe("redis-server");
            Compose.Mounts(gateway).Single(mount => mount.IsVolume).Target.ShouldBe(DockerfileFacts.Volume);
            Compose.Service(gateway)["read_only"]!.GetValue<bool>().ShouldBeTrue();
            Duration.TryParse(Compose.Service(gateway)["stop_grace_period"]!.ToString(), out var patience).ShouldBeTrue();
            patience.ShouldBeGreaterThan(options.Shutdown.Delay + options.Shutdown.Grace);
        }

        Gateways.Select(gateway => Compose.Mounts(gateway).Single(mount => mount.IsVolume).Source).ShouldBeUnique("each has its own last-good copy");
    }

    [Fact]
    public void The_imported_service_is_valid_and_its_destinations_are_the_sample_backends()
    {
        var mounts = Compose.Mounts("gateway-1").ToDictionary(mount => mount.Target, mount => mount.Source);
        var import = ImportFolder.Read(mounts[ContainerSettings.Read(Compose.Environment("gateway-1")).Import!]);
        import.Problems.ShouldBeEmpty();
        foreach (var (name, variant) in import.Set.Services.Single().Service.Variants)
        {
            var address = new Uri(variant.Destinations.Single().Address);
            var backend = SettingsReader.Read<BackendOptions>(ContainerSettings.Configuration(Compose.Environment(address.Host)), "Demo", BackendOptions.Check);
            Compose.Command(address.Host).ShouldBe(["demo", "backend"]);
            backend.Variant.ShouldBe(name);
            ContainerSettings.PortOf(backend.Listen).ShouldBe(address.Port);
        }

        Compose.Command("traffic").ShouldBe(["demo", "traffic"]);
        var traffic = SettingsReader.Read<TrafficOptions>(ContainerSettings.Configuration(Compose.Environment("traffic")), "Demo", TrafficOptions.Check);
        traffic.Targets.ShouldBe(Gateways.Select(gateway => $"http://{gateway}:8080"));
    }

    [Fact]
    public void Prometheus_scrapes_both_gateways_with_a_key_that_they_take_and_Grafana_asks_it()
    {
        var config = Compose.Mounts("prometheus").ToDictionary(mount => mount.Target, mount => mount.Source);
        var (folder, file) = (config["/etc/prometheus"], Compose.Command("prometheus")[0].Split('=')[1]);
        var prometheus = YamlFile.Read(Path.Combine(folder, Path.GetRelativePath("/etc/prometheus", file)));
        var job = prometheus["scrape_configs"]!.AsArray().Single()!;
        job["static_configs"]![0]!["targets"]!.AsArray().Select(target => target!.ToString()).ShouldBe(Gateways.Select(gateway => $"{gateway}:8081"));
        var key = File.ReadAllText(Path.Combine(folder, job["authorization"]!["credentials_file"]!.ToString()));
        var keys = ContainerSettings.Read(Compose.Environment("gateway-1")).Admin.ApiKeys;
        keys.Single(one => one.Role == "viewer").Hash.ShouldBe(HashOf(key));
        File.ReadAllText(Path.Combine(ComposeFile.Folder, "compose.yaml")).ShouldContain("X-Api-Key: compose-only-admin-key");
        keys.Single(one => one.Role == "admin").Hash.ShouldBe(HashOf("compose-only-admin-key"));

        var grafana = Compose.Mounts("grafana").ToDictionary(mount => mount.Target, mount => mount.Source);
        var provisioning = grafana["/etc/grafana/provisioning"];
        Sources(provisioning, "datasources", "datasources").Select(source => source["url"]!.ToString()).ShouldBe(["http://prometheus:9090"]);
        var dashboards = Sources(provisioning, "dashboards", "providers").Single()["options"]!["path"]!.ToString();
        Directory.GetFiles(grafana[dashboards], "*.json").ShouldNotBeEmpty();
    }

    private static IEnumerable<JsonNode> Sources(string provisioning, string folder, string list) =>
        Directory.GetFiles(Path.Combine(provisioning, folder), "*.yaml").SelectMany(file => YamlFile.Read(file)[list]!.AsArray()).Select(item => item!);

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
