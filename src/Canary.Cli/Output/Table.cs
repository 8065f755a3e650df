using System.Text;

namespace Canary.Cli.Output;

/// <summary>Columns as wide as what is in them, two spaces apart; lines are cut where a terminal ends.</summary>
/// <param name="headings">Headings of the columns.</param>
internal sealed class Table(params string[] headings)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; what others wrote is made safe.</summary>
    public Table Add(params string[] cells)
    {
        _rows.Add([.. cells.Select(PlainLine.Of)]);
        return this;
    }

    /// <summary>The lines.</summary>
    /// <param name="width">Columns that there are.</param>
    /// <param name="paintHeading">Colours the line of headings.</param>
    /// <param name="paintCell">Colours a cell's text.</param>
    public IEnumerable<string> Lines(int width = int.MaxValue, Func<string, string>? paintHeading = null, Func<string, string>? paintCell = null)
    {
        var widths = headings.Select((heading, column) => _rows.Select(row => WidthOf(row[column])).Append(WidthOf(heading)).Max()).ToArray();
        yield return (paintHeading ?? (line => line))(Line(headings, widths, width, null));
        foreach (var row in _rows)
        {
            yield return Line(row, widths, width, paintCell);
        }
    }

    /// <summary>The text within a width.</summary>
    public static string Cut(string text, int width) => text.Length <= width ? text : width <= 3 ? text[..Math.Max(0, width)] : text[..(width - 3)] + "...";

    private static string Line(string[] cells, int[] widths, int width, Func<string, string>? paint)
    {
        var line = new StringBuilder();
        var left = width;
        for (var column = 0; column < cells.Length && left > 0; column++)
        {
            var cell = Cut(cells[column], left);
            line.Append(paint is null ? cell : paint(cell));
            left -= cell.Length;
            if (column == cells.Length - 1 || cells[(column + 1)..].All(rest => rest.Length == 0))
            {
                break;
            }

            var gap = Math.Min(left, widths[column] - WidthOf(cells[column]) + Gap.Length);
            line.Append(' ', Math.Max(0, gap));
            left -= gap;
        }

        return line.ToString();
    }

    // East Asian letters take two columns.
    private static int WidthOf(string text) => text.Length + text.Count(c => c is >= '\u1100' and <= '\u115f' or >= '\u2e80' and <= '\ua4cf' or >= '\uac00' and <= '\ud7a3' or >= '\uf900' and <= '\ufaff' or >= '\ufe30' and <= '\ufe6f' or >= '\uff00' and <= '\uff60');
}
