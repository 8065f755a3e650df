using Canary.Cli.Api;
using Canary.Cli.Running;
using Canary.Core.Services;
using Canary.Core.Yaml;

namespace Canary.Cli.Convert.Ingress;

/// <summary>Makes services of Ingresses for ingress-nginx: each with its canary, which is the Ingress with the annotation <c>canary</c> and the same host and path.</summary>
internal static class IngressConverter
{
    private const string Stable = "stable";
    private const string Canary = "canary";

    private static readonly string[] Known =
    [
        "canary", "canary-by-header", "canary-by-header-value", "canary-by-header-pattern", "canary-by-cookie", "canary-weight", "canary-weight-total",
        "affinity", "affinity-mode", "affinity-canary-behavior", "session-cookie-name", "backend-protocol",
    ];

    /// <summary>Converts what <c>kubectl get ingress -o yaml</c> writes, or a file of manifests.</summary>
    /// <exception cref="CommandException">It is broken, or something in it can't be converted.</exception>
    public static void Convert(string text, string file, bool usesDiscovery, Conversion conversion)
    {
        var yaml = YamlDocuments.Read(text, file);
        if (yaml.Problems.Count > 0)
        {
            throw CommandException.Invalid("This is no YAML:", yaml.Problems);
        }

        List<IngressDocument> ingresses = [.. yaml.Documents.SelectMany(IngressesOf)];
        ingresses.ForEach(ingress => NoteUnknown(ingress, conversion));
        var canaries = ingresses.Where(ingress => ingress.IsCanary).SelectMany(ingress => ingress.Paths()).ToList();
        var mains = ingresses.Where(ingress => !ingress.IsCanary).SelectMany(ingress => ingress.Paths()).ToList();
        foreach (var lonely in canaries.Where(canary => !mains.Any(main => IsSamePlace(main, canary))))
        {
            conversion.Problem(lonely.Ingress.Line, $"'{lonely.Ingress.Name}' is a canary of '{lonely.Host}{lonely.Path}', for which there is no other Ingress here.");
        }

        var pairs = mains.Select(main => (Main: main, Canaries: canaries.Where(canary => IsSamePlace(main, canary)).ToList()));
        foreach (var group in pairs.GroupBy(pair => (pair.Main.Ingress, pair.Main.Path, pair.Main.Service, pair.Main.Port, Canary: pair.Canaries.FirstOrDefault() is { } canary ? (canary.Ingress, canary.Service, canary.Port) : default)))
        {
            var (main, found) = group.First();
            if (found.Select(canary => canary.Ingress).Distinct().Count() > 1)
            {
                conversion.Note(main.Ingress.Line, $"'{main.Host}{main.Path}' has several canaries; ingress-nginx takes one, and so does this: '{found[0].Ingress.Name}'.");
            }

            Add([.. group.Select(pair => pair.Main.Host).Where(host => host.Length > 0).Distinct()], main, found.FirstOrDefault(), usesDiscovery, conversion);
        }

        conversion.Finish("no Ingress");
    }

    private static IEnumerable<IngressDocument> IngressesOf(YamlDocument document) => document.Json.TextOf("kind") switch
    {
        "Ingress" => [new IngressDocument(document.Json, document, "")],
        "List" or "IngressList" => document.Json.Find("items").Items().Select((item, index) => new IngressDocument(item, document, $"items[{index}].")).Where(item => item.Json.TextOf("kind") == "Ingress"),
        _ => [],
    };

    private static bool IsSamePlace(IngressPath one, IngressPath other) => one.Host == other.Host && one.Path == other.Path && one.Ingress.Namespace == other.Ingress.Namespace;

    private static void NoteUnknown(IngressDocument ingress, Conversion conversion)
    {
        foreach (var annotation in ingress.Annotations.Where(annotation => !Known.Contains(annotation)))
        {
            conversion.Note(ingress.LineOf(annotation), $"the annotation '{annotation}' of '{ingress.Name}' is not converted.");
        }
    }

    private static void Add(List<string> hosts, IngressPath main, IngressPath? canary, bool usesDiscovery, Conversion conversion)
    {
        if (main.Service.Length == 0 || canary is { Service.Length: 0 })
        {
            conversion.Problem(main.Ingress.Line, $"'{main.Host}{main.Path}' has a backend that is no service.");
            return;
        }

        if (main.PathType == "Exact")
        {
            conversion.Note(main.Ingress.Line, $"'{main.Path}' is an exact path; the service takes what is below it, too.");
        }

        var policy = canary is null ? new CanaryPolicy([], Weight.Zero) : CanaryPolicy.Read(canary.Ingress, Stable, Canary, conversion);
        if (policy is null)
        {
            return;
        }

        var variants = new List<ConvertedVariant> { Variant(Stable, Weight.FromHundredths(Weight.FullHundredths - policy.Weight.Hundredths), main, usesDiscovery) };
        if (canary is not null)
        {
            variants.Add(Variant(Canary, policy.Weight, canary, usesDiscovery));
        }

        conversion.Services.Add(new ConvertedService
        {
            Name = conversion.ServiceNameOf(main.Service, main.Path == "/" ? "" : main.Path),
            Hosts = hosts,
            Path = main.Path.Length > 1 ? main.Path.TrimEnd('/') : main.Path,
            Baseline = Stable,
            Variants = variants,
            Rules = policy.Rules,
            Sticky = StickyOf(main, conversion),
        });
    }

    private static ConvertedVariant Variant(string name, Weight weight, IngressPath path, bool usesDiscovery)
    {
        var protocol = path.Ingress.Annotation("backend-protocol") ?? "HTTP";
        var scheme = protocol is "HTTPS" or "GRPCS" ? "https" : "http";
        var port = path.Port.Length == 0 ? "80" : path.Port;

        // A port's name is known to Kubernetes alone.
        var isFound = usesDiscovery || !port.All(char.IsAsciiDigit);
        return new ConvertedVariant(name, weight, isFound ? [] : [($"{scheme}://{path.Service}.{path.Ingress.Namespace}.svc.cluster.local:{port}", 1)])
        {
            Kubernetes = isFound ? (path.Service, path.Ingress.Namespace, port) : null,
            Scheme = scheme,
            IsHttp2 = protocol is "GRPC" or "GRPCS",
        };
    }

    private static StickySourceConfig? StickyOf(IngressPath main, Conversion conversion)
    {
        if (main.Ingress.Annotation("affinity") != "cookie")
        {
            return null;
        }

        conversion.Note(main.Ingress.LineOf("affinity"), "ingress-nginx keeps users with an affinity cookie where they are, ahead of header and cookie; here rules come first, and the cookie keeps the variant, not the pod.");
        return new StickySourceConfig(StickyKind.Cookie, main.Ingress.Annotation("session-cookie-name") ?? "INGRESSCOOKIE");
    }
}
