using Canary.Core.Services;

namespace Canary.Cli.Convert.Nginx;

/// <summary>How nginx chooses an upstream, in the gateway's words.</summary>
/// <param name="Baseline">The variant with the largest share.</param>
/// <param name="Variants">Variants with weights and destinations.</param>
/// <param name="Rules">What maps decide ahead of the split.</param>
/// <param name="Sticky">What the split is by; null: chance.</param>
internal sealed record NginxChoice(string Baseline, IReadOnlyList<ConvertedVariant> Variants, IReadOnlyList<RuleConfig> Rules, StickySourceConfig? Sticky);
