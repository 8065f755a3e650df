using System.Text.Json;
using Canary.Cli.Api;
using Canary.Core.Yaml;

namespace Canary.Cli.Convert.Ingress;

/// <summary>An Ingress of Kubernetes.</summary>
/// <param name="Json">The object.</param>
/// <param name="Source">The document that it is in.</param>
/// <param name="At">Its path in that document, with a dot at the end; empty: it is the document.</param>
internal sealed record IngressDocument(JsonElement Json, YamlDocument Source, string At)
{
    private const string Prefix = "nginx.ingress.kubernetes.io/";

    /// <summary>Its name.</summary>
    public string Name => Json.TextOf("metadata.name");

    /// <summary>Its namespace.</summary>
    public string Namespace => Json.TextOf("metadata.namespace") is { Length: > 0 } given ? given : "default";

    /// <summary>Whether it is a canary of another one.</summary>
    public bool IsCanary => Annotation("canary") == "true";

    /// <summary>The names of its annotations for ingress-nginx, without their prefix.</summary>
    public IEnumerable<string> Annotations => Json.Find("metadata.annotations").FieldsOf().Select(annotation => annotation.Name).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]);

    /// <summary>An annotation for ingress-nginx; null: it is not there.</summary>
    public string? Annotation(string name) => Json.Find("metadata.annotations") is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(Prefix + name, out var value) ? value.Text() : null;

    /// <summary>The line of an annotation, or of the Ingress.</summary>
    public int LineOf(string annotation) => Source.Lines.TryGetValue($"{At}metadata.annotations.{Prefix}{annotation}", out var line) ? line : Line;

    /// <summary>Where it begins.</summary>
    public int Line => Source.LineOf(At.TrimEnd('.'));

    /// <summary>Its backends by host and path.</summary>
    public IEnumerable<IngressPath> Paths()
    {
        foreach (var rule in Json.Find("spec.rules").Items())
        {
            foreach (var path in rule.Find("http.paths").Items())
            {
                var port = path.Find("backend.service.port");
                yield return new IngressPath(
                    this,
                    rule.TextOf("host").ToLowerInvariant(),
                    path.TextOf("path") is { Length: > 0 } given ? given : "/",
                    path.TextOf("pathType"),
                    path.TextOf("backend.service.name"),
                    port.Find("number").Text() ?? port.TextOf("name"));
            }
        }
    }
}

/// <summary>A backend of an Ingress.</summary>
/// <param name="Ingress">The Ingress.</param>
/// <param name="Host">The host; empty: any.</param>
/// <param name="Path">The path.</param>
/// <param name="PathType">Prefix, Exact or ImplementationSpecific.</param>
/// <param name="Service">The service in Kubernetes; empty: the backend is something else.</param>
/// <param name="Port">The port's number or name.</param>
internal sealed record IngressPath(IngressDocument Ingress, string Host, string Path, string PathType, string Service, string Port);
