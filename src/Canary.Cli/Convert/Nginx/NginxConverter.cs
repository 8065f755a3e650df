using System.Text.RegularExpressions;

namespace Canary.Cli.Convert.Nginx;

/// <summary>Makes services of locations that pass requests to where a <c>split_clients</c> variable, maybe by way of <c>map</c>s, says.</summary>
internal static partial class NginxConverter
{
    /// <summary>Converts a configuration, or the part of one that matters.</summary>
    /// <exception cref="Running.CommandException">It is broken, or something in it can't be converted.</exception>
    public static void Convert(string text, string file, Conversion conversion)
    {
        var root = new NginxReader(text, file).Read();
        var http = root.FirstOrDefault(directive => directive.Name == "http")?.Block ?? root;
        foreach (var include in http.Where(directive => directive.Name == "include"))
        {
            conversion.Note(include.Line, $"'{include.First}' is not read; 'nginx -T' writes a configuration with all that it includes.");
        }

        var variables = new NginxVariables(http, conversion);
        foreach (var server in http.Where(directive => directive.Name == "server"))
        {
            foreach (var location in Locations(server))
            {
                ConvertLocation(server, location, variables, conversion);
            }
        }

        conversion.Finish("no location whose proxy_pass leads to a split_clients variable");
    }

    private static IEnumerable<NginxDirective> Locations(NginxDirective block) =>
        block.All("location").SelectMany(location => Locations(location).Prepend(location));

    private static void ConvertLocation(NginxDirective server, NginxDirective location, NginxVariables variables, Conversion conversion)
    {
        foreach (var pass in location.All("proxy_pass"))
        {
            var target = PassedVariable().Match(pass.First);
            if (!target.Success || !variables.LeadsToSplit(target.Groups["name"].Value))
            {
                continue;
            }

            if (target.Groups["path"].Value is { Length: > 0 } path)
            {
                conversion.Note(pass.Line, $"the path '{path}' of proxy_pass is left out: the gateway passes paths on as they are, unless 'transforms' change them.");
            }

            if (PathOf(location, conversion) is not { } prefix || variables.Resolve(target.Groups["name"].Value, target.Groups["scheme"].Value) is not { } choice)
            {
                continue;
            }

            var hosts = HostsOf(server, conversion);
            conversion.Services.Add(new ConvertedService
            {
                Name = conversion.ServiceNameOf(hosts.FirstOrDefault()?.Replace("*.", "", StringComparison.Ordinal) ?? target.Groups["name"].Value, prefix == "/" ? "" : prefix),
                Hosts = hosts,
                Path = prefix,
                Baseline = choice.Baseline,
                Variants = choice.Variants,
                Rules = choice.Rules,
                Sticky = choice.Sticky,
            });
        }
    }

    private static string? PathOf(NginxDirective location, Conversion conversion)
    {
        var (modifier, path) = location.Arguments is [var first, var second] ? (first, second) : ("", location.First);
        if (modifier is "~" or "~*" || path.StartsWith('@'))
        {
            conversion.Problem(location.Line, $"the location '{string.Join(' ', location.Arguments)}' is no prefix, which is what the gateway matches paths by.");
            return null;
        }

        var prefix = path.Length > 1 ? path.TrimEnd('/') : path;
        if (modifier == "=")
        {
            conversion.Note(location.Line, $"nginx takes '{path}' alone; the service takes what is below it, too.");
        }
        else if (path.Length > 1 && !path.EndsWith('/'))
        {
            conversion.Note(location.Line, $"nginx takes paths that begin with '{path}', as '{path}x'; the service takes '{path}' and what is below it.");
        }

        return prefix;
    }

    private static List<string> HostsOf(NginxDirective server, Conversion conversion)
    {
        var hosts = new List<string>();
        foreach (var name in server.All("server_name").SelectMany(names => names.Arguments.Select(argument => (argument, names.Line))))
        {
            switch (name.argument)
            {
                case "_" or "" or "localhost":
                    break;
                case ['~', ..]:
                    conversion.Problem(name.Line, $"the server_name '{name.argument}' is a pattern; the gateway matches hosts by name, or by one leading *.");
                    break;
                case ['.', .. var domain]:
                    hosts.AddRange([domain.ToLowerInvariant(), "*." + domain.ToLowerInvariant()]);
                    break;
                default:
                    hosts.Add(name.argument.ToLowerInvariant());
                    break;
            }
        }

        return [.. hosts.Distinct()];
    }

    [GeneratedRegex(@"^(?<scheme>https?)://\$(\{(?<name>\w+)\}|(?<name>\w+))(?<path>/.*)?\z")]
    private static partial Regex PassedVariable();
}
