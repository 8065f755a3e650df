using Canary.Cli.Running;

namespace Canary.Cli.Output;

/// <summary>Names with their values, one a line.</summary>
internal sealed class Facts
{
    private readonly List<(string Name, string Value)> _facts = [];

    /// <summary>Adds one; nothing where the value is empty.</summary>
    public Facts Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _facts.Add((name, PlainLine.Of(value)));
        }

        return this;
    }

    /// <summary>Writes them.</summary>
    public void Show(CommandRun run)
    {
        var width = _facts.Select(fact => fact.Name.Length).DefaultIfEmpty().Max() + 2;
        foreach (var (name, value) in _facts)
        {
            run.Say($"{run.Terminal.OutInk.Faint(name)}{new string(' ', width - name.Length)}{run.Terminal.OutInk.Word(value)}");
        }
    }
}
