using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>set-weight</c>: changes the split.</summary>
internal static class SetWeightCommand
{
    private static readonly Argument<string> Service = Parsed.Service();

    private static readonly Argument<string[]> Weights = new("weights")
    {
        Description = "Weights in percent, as canary=25. The baseline takes what remains, variants left out keep theirs.",
        HelpName = "variant=percent",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("set-weight", "Changes weights, as 'set-weight shop canary=25'. A rollout that is active pauses.") { Service, Weights }.Writes().Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var weights = Read(run.Get(Weights));
        var body = JsonText.Element(writer => JsonSerializer.Serialize(writer, weights));
        var answer = await run.Gateway.SendAsync(HttpMethod.Put, GatewayClient.PathOf(run.Get(Service), "weights"), body, run.Terms(), run.Cancellation);
        return run.Show(answer.Json, service => run.Say(ServiceText.Written(service)));
    }

    // "canary 25" says the same as "canary=25".
    private static Dictionary<string, decimal> Read(string[] words)
    {
        var weights = new Dictionary<string, decimal>(StringComparer.Ordinal);
        for (var i = 0; i < words.Length; i++)
        {
            var split = words[i].IndexOf('=', StringComparison.Ordinal);
            var (variant, percent) = split > 0 ? (words[i][..split], words[i][(split + 1)..]) : i + 1 < words.Length ? (words[i], words[++i]) : (words[i], "");
            if (!decimal.TryParse(percent.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight))
            {
                throw CommandException.Invalid($"A weight must be written as variant=percent, as canary=25 or canary=0.01, but is '{words[split > 0 ? i : Math.Max(0, i - (percent.Length > 0 ? 1 : 0))]}'.");
            }

            if (!weights.TryAdd(variant, weight))
            {
                throw CommandException.Invalid($"The weight of '{variant}' is given twice.");
            }
        }

        return weights;
    }
}
