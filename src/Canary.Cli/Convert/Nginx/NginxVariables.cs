using Canary.Core.Services;

namespace Canary.Cli.Convert.Nginx;

/// <summary>The variables that <c>split_clients</c> and <c>map</c> define, and the upstreams that their values name.</summary>
internal sealed class NginxVariables
{
    private readonly Dictionary<string, NginxDirective> _splits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NginxDirective> _maps = new(StringComparer.Ordinal);
    private readonly NginxUpstreams _upstreams;
    private readonly Conversion _conversion;

    public NginxVariables(IReadOnlyList<NginxDirective> http, Conversion conversion)
    {
        (_conversion, _upstreams) = (conversion, new NginxUpstreams(http, conversion));
        foreach (var block in http.Where(directive => directive is { Block: not null, Arguments.Count: 2 }))
        {
            (block.Name switch { "split_clients" => _splits, "map" => _maps, _ => [] })[block.Arguments[1].TrimStart('$')] = block;
        }
    }

    /// <summary>Whether a variable is a split, or a map with one behind it.</summary>
    public bool LeadsToSplit(string variable) => Chain(variable).Any(_splits.ContainsKey);

    /// <summary>What the variable says, or null where it can't be converted, which is told.</summary>
    public NginxChoice? Resolve(string variable, string scheme)
    {
        var values = new List<(string Name, ConditionConfig When, string Value)>();
        while (_maps.TryGetValue(variable, out var block))
        {
            if (NginxMap.Read(block, _conversion) is not { } map)
            {
                return null;
            }

            values.AddRange(map.Rules);
            if (!map.Default.StartsWith('$'))
            {
                _conversion.Problem(block.Line, $"the map's default must lead to a split_clients variable, but is '{map.Default}'.");
                return null;
            }

            variable = map.Default.Trim('$', '{', '}');
        }

        return NginxSplit.Read(_splits[variable], _conversion) is { } split ? Choose(split, values, scheme) : null;
    }

    private NginxChoice? Choose(NginxSplit split, List<(string Name, ConditionConfig When, string Value)> values, string scheme)
    {
        var variants = new List<ConvertedVariant>();
        foreach (var value in split.Shares.Select(share => share.Value).Concat(values.Select(value => value.Value)).Distinct(StringComparer.Ordinal))
        {
            if (_upstreams.Find(value, scheme, split.Line) is not { } destinations)
            {
                return null;
            }

            variants.Add(new ConvertedVariant(Conversion.NameOf(value), split.Shares.FirstOrDefault(share => share.Value == value).Share, destinations));
        }

        if (variants.GroupBy(variant => variant.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            _conversion.Problem(split.Line, $"several upstreams would be the variant '{twice.Key}'; rename one.");
            return null;
        }

        // The first of the largest, so that what the configuration names first wins a tie.
        var baseline = variants.Aggregate((best, next) => next.Weight > best.Weight ? next : best).Name;
        var rules = values.Select((value, index) => new RuleConfig { Name = RuleName(value.Name, index), When = value.When, Variant = Conversion.NameOf(value.Value) });
        return new NginxChoice(baseline, variants, [.. rules], NginxSticky.Of(split, _conversion));
    }

    private static string RuleName(string name, int index)
    {
        const int MaxLength = 100;
        var numbered = $"{index + 1}: {name}";
        return numbered[..Math.Min(numbered.Length, MaxLength)];
    }

    private IEnumerable<string> Chain(string variable)
    {
        // A map that leads to itself ends here.
        for (var seen = new HashSet<string>(StringComparer.Ordinal); seen.Add(variable);)
        {
            yield return variable;
            if (!_maps.TryGetValue(variable, out var map))
            {
                yield break;
            }

            variable = (map.Block!.FirstOrDefault(entry => entry.Name == "default")?.First ?? "").Trim('$', '{', '}');
        }
    }
}
