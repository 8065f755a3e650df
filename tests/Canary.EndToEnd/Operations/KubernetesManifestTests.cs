using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Canary.EndToEnd.Container;
using Canary.Gateway.Hosting;
using Canary.TestKit;

namespace Canary.EndToEnd.Operations;

public sealed partial class KubernetesManifestTests
{
    private static readonly TimeSpan LeastMargin = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Overlays =>
        [.. Directory.GetDirectories(Repository.PathOf("config", "kubernetes", "overlays")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Image_ports_probes_and_volume_are_those_of_the_Dockerfile(string overlay)
    {
        var manifests = await BuildAsync(overlay);
        var container = Container(manifests);
        ((string)container["image"]!).ShouldBe($"canary-gateway:{GatewayVersion.Current}");
        var ports = Ports(container);
        ports.Values.Order().ShouldBe(DockerfileFacts.Ports.Order());
        foreach (var (probe, path) in new[] { ("startupProbe", "/livez"), ("livenessProbe", "/livez"), ("readinessProbe", "/readyz") })
        {
            ((string)container[probe]!["httpGet"]!["path"]!).ShouldBe(path);
            ((string)container[probe]!["httpGet"]!["port"]!).ShouldBe("admin");
        }

        var mount = container["volumeMounts"]!.AsArray().Single()!;
        ((string)mount["mountPath"]!).ShouldBe(DockerfileFacts.Volume);
        Pod(manifests)["volumes"]!.AsArray().Select(volume => (string)volume!["name"]!).ShouldBe([(string)mount["name"]!]);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Settings_exist_listeners_are_at_the_ports_and_the_pod_waits_for_the_drain(string overlay)
    {
        var manifests = await BuildAsync(overlay);
        var settings = One(manifests, "ConfigMap")["data"]!.AsObject().Select(entry => KeyValuePair.Create(entry.Key, (string)entry.Value!)).ToList();
        settings.ShouldAllBe(setting => setting.Key.StartsWith("Canary__"));
        var options = ContainerSettings.Read(settings);
        var ports = Ports(Container(manifests));
        ContainerSettings.PortOf(options.Proxy.Urls).ShouldBe(ports["proxy"]);
        ContainerSettings.PortOf(options.Admin.Urls).ShouldBe(ports["admin"]);
        options.Store.Path.ShouldBe(DockerfileFacts.Volume);
        options.Store.Kind.ToString().ShouldBe(overlay == "single" ? "File" : "Redis");

        var grace = TimeSpan.FromSeconds((int)Pod(manifests)["terminationGracePeriodSeconds"]!);
        grace.ShouldBeGreaterThanOrEqualTo(options.Shutdown.Delay + options.Shutdown.Grace + LeastMargin);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Pods_run_as_non_root_on_a_read_only_root_with_no_privileges_and_bounded_memory(string overlay)
    {
        var manifests = await BuildAsync(overlay);
        var pod = Pod(manifests)["securityContext"]!;
        ((bool)pod["runAsNonRoot"]!).ShouldBeTrue();
        ((int)pod["runAsUser"]!).ShouldBe(DockerfileFacts.User);
        ((int)pod["fsGroup"]!).ShouldBe(DockerfileFacts.User);
        ((string)pod["seccompProfile"]!["type"]!).ShouldBe("RuntimeDefault");
        var container = Container(manifests);
        ((bool)container["securityContext"]!["readOnlyRootFilesystem"]!).ShouldBeTrue();
        ((bool)container["securityContext"]!["allowPrivilegeEscalation"]!).ShouldBeFalse();
        ((string)container["securityContext"]!["capabilities"]!["drop"]![0]!).ShouldBe("ALL");
        container["resources"]!["requests"]!["cpu"].ShouldNotBeNull();
        container["resources"]!["limits"]!["memory"].ShouldNotBeNull();
        ((bool)Pod(manifests)["automountServiceAccountToken"]!).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Everything_that_selects_pods_or_names_ports_meets_the_pods_and_their_ports(string overlay)
    {
        var manifests = await BuildAsync(overlay);
        var labels = One(manifests, "Deployment")["spec"]!["template"]!["metadata"]!["labels"]!.AsObject();
        var ports = Ports(Container(manifests)).Keys;
        var selectors = All(manifests, "Service").Select(service => service["spec"]!["selector"]!)
            .Append(One(manifests, "NetworkPolicy")["spec"]!["podSelector"]!["matchLabels"]!)
            .Concat(All(manifests, "PodDisruptionBudget").Select(budget => budget["spec"]!["selector"]!["matchLabels"]!));
        selectors.ShouldAllBe(selector => Covers(labels, selector));

        var services = All(manifests, "Service").ToDictionary(service => (string)service["metadata"]!["name"]!);
        services.Values.SelectMany(service => service["spec"]!["ports"]!.AsArray()).ShouldAllBe(port => ports.Contains((string)port!["targetPort"]!));
        One(manifests, "NetworkPolicy")["spec"]!["ingress"]!.AsArray().SelectMany(rule => rule!["ports"]!.AsArray())
            .Select(port => (string)port!["port"]!).Order().ShouldBe(ports.Order());
        foreach (var monitor in All(manifests, "ServiceMonitor"))
        {
            var met = services.Values.Where(service => Covers(service["metadata"]!["labels"]!.AsObject(), monitor["spec"]!["selector"]!["matchLabels"]!)).ToList();
            met.Select(service => (string)service["metadata"]!["name"]!).ShouldBe(["canary-gateway-admin"]);
            var endpoint = monitor["spec"]!["endpoints"]!.AsArray().Single()!;
            ((string)endpoint["port"]!).ShouldBe((string)met[0]["spec"]!["ports"]![0]!["name"]!);
            ((string)endpoint["path"]!).ShouldBe("/metrics");
        }

        foreach (var autoscaler in All(manifests, "HorizontalPodAutoscaler"))
        {
            ((string)autoscaler["spec"]!["scaleTargetRef"]!["name"]!).ShouldBe((string)One(manifests, "Deployment")["metadata"]!["name"]!);
            One(manifests, "Deployment")["spec"]!["replicas"].ShouldBeNull("the autoscaler's number would be overwritten by every apply");
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Secrets_that_are_referred_to_are_those_that_the_page_on_installing_creates(string overlay)
    {
        var manifests = await BuildAsync(overlay);
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs", "install.md"));
        var created = CreatedSecret().Matches(page).ToDictionary(match => match.Groups["name"].Value, match => match.Value);
        var container = Container(manifests);
        var asEnvironment = (string)container["envFrom"]!.AsArray().Last()!["secretRef"]!["name"]!;
        var settings = Literal().Matches(created[asEnvironment]).Select(match => KeyValuePair.Create(match.Groups["key"].Value, match.Groups["value"].Value));
        var options = ContainerSettings.Read(settings);
        options.Admin.ApiKeys.Select(key => key.Role).Order().ShouldBe(["admin", "viewer"]);
        options.Admin.ApiKeys.ShouldAllBe(key => key.Name.Length > 0 && key.Hash.StartsWith("\"$(hash "));
        foreach (var monitor in All(manifests, "ServiceMonitor"))
        {
            var credentials = monitor["spec"]!["endpoints"]![0]!["authorization"]!["credentials"]!;
            Literal().Matches(created[(string)credentials["name"]!]).Select(match => match.Groups["key"].Value).ShouldBe([(string)credentials["key"]!]);
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> BuildAsync(string overlay)
    {
        var (exitCode, text) = await ChildProcess.RunAsync("kubectl", ["kustomize", Repository.PathOf("config", "kubernetes", "overlays", overlay)]);
        exitCode.ShouldBe(0, text);
        return YamlFile.Parse(text);
    }

    private static bool Covers(JsonObject labels, JsonNode selector) =>
        selector.AsObject().Count > 0 && selector.AsObject().All(wanted => (string?)labels[wanted.Key] == (string?)wanted.Value);

    private static IEnumerable<JsonNode> All(IEnumerable<JsonNode> manifests, string kind) => manifests.Where(manifest => (string)manifest["kind"]! == kind);

    private static JsonNode One(IEnumerable<JsonNode> manifests, string kind) => All(manifests, kind).Single();

    private static JsonNode Pod(IEnumerable<JsonNode> manifests) => One(manifests, "Deployment")["spec"]!["template"]!["spec"]!;

    private static JsonNode Container(IEnumerable<JsonNode> manifests) => Pod(manifests)["containers"]!.AsArray().Single()!;

    private static Dictionary<string, int> Ports(JsonNode container) =>
        container["ports"]!.AsArray().ToDictionary(port => (string)port!["name"]!, port => (int)port!["containerPort"]!);

    [GeneratedRegex(@"create secret generic (?<name>\S+)(?: \\\n|.)*")]
    private static partial Regex CreatedSecret();

    [GeneratedRegex("""--from-literal=(?<key>\w+)=(?<value>"\$\(hash [^)]*\)"|\S+)""")]
    private static partial Regex Literal();
}
