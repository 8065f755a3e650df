namespace Canary.Cli.Convert.Nginx;

/// <summary>A directive of nginx's configuration, or an entry of a block such as <c>map</c>.</summary>
/// <param name="Name">Its first word.</param>
/// <param name="Arguments">The words that follow.</param>
/// <param name="Block">What stands in its braces; null: it has none.</param>
/// <param name="Line">Where it begins.</param>
internal sealed record NginxDirective(string Name, IReadOnlyList<string> Arguments, IReadOnlyList<NginxDirective>? Block, int Line)
{
    /// <summary>The first argument, or nothing.</summary>
    public string First => Arguments.Count > 0 ? Arguments[0] : "";

    /// <summary>The directives of a name in its block.</summary>
    public IEnumerable<NginxDirective> All(string name) => (Block ?? []).Where(directive => directive.Name == name);
}
