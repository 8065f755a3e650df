using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>A service's rules, compiled.</summary>
internal sealed class CompiledRules
{
    public static CompiledRules Compile(IReadOnlyList<RuleConfig> rules, VariantSnapshot[] variants) => throw new NotImplementedException();
}
