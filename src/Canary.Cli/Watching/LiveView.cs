using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Watching;

/// <summary>Lines of a terminal that are drawn again in place. What is drawn last stays when the view ends.</summary>
internal sealed class LiveView : IDisposable
{
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";

    private readonly Terminal _terminal;
    private int _drawn;

    /// <summary>A view below what the terminal shows.</summary>
    public LiveView(Terminal terminal)
    {
        _terminal = terminal;
        _terminal.Out.Write(HideCursor);
    }

    /// <summary>Draws lines in place of those that were drawn before. More than the terminal has are left out.</summary>
    public void Draw(IEnumerable<string> lines)
    {
        // A line in the last row would scroll, and what scrolled away can't be drawn again.
        var fitting = lines.Take(Math.Max(1, _terminal.Height - 1)).ToList();
        var back = _drawn == 0 ? "" : $"\e[{_drawn}A";
        _terminal.Out.Write(back + string.Concat(fitting.Select(line => $"\r\e[2K{line}\n")) + "\e[J");
        _terminal.Out.Flush();
        _drawn = fitting.Count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _terminal.Out.Write(ShowCursor);
        _terminal.Out.Flush();
    }

    /// <summary>A line about trouble, as wide as the terminal.</summary>
    public string Trouble(string text) => _terminal.OutInk.Bad(Table.Cut(PlainLine.Of(text), _terminal.Width));
}
