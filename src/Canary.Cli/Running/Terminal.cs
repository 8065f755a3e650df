namespace Canary.Cli.Running;

/// <summary>Where the command runs: what is written goes to a person's terminal or to a pipe, and colours only to the former.</summary>
internal sealed class Terminal
{
    private const int DefaultWidth = 80;

    private static readonly string[] NoColours = ["", "dumb"];

    /// <summary>Where results go.</summary>
    public TextWriter Out { get; } = Console.Out;

    /// <summary>Where errors and notes go.</summary>
    public TextWriter Error { get; } = Console.Error;

    /// <summary>Where a key or a document may come from.</summary>
    public TextReader In => Console.In;

    /// <summary>Whether <see cref="Out"/> is a terminal that can be drawn on again.</summary>
    public bool IsLive { get; } = !Console.IsOutputRedirected && CanDraw;

    /// <summary>How results are coloured.</summary>
    public Ink OutInk { get; } = new(!Console.IsOutputRedirected && CanDraw && WantsColour);

    /// <summary>How errors are coloured.</summary>
    public Ink ErrorInk { get; } = new(!Console.IsErrorRedirected && CanDraw && WantsColour);

    /// <summary>Columns of the terminal; as many as one likes in a pipe.</summary>
    public int Width => IsLive ? Size(() => Console.WindowWidth, DefaultWidth) : int.MaxValue;

    /// <summary>Lines of the terminal; as many as one likes in a pipe.</summary>
    public int Height => IsLive ? Size(() => Console.WindowHeight, int.MaxValue) : int.MaxValue;

    /// <summary>Whether standard input is a file or a pipe.</summary>
    public static bool HasInput => Console.IsInputRedirected;

    private static bool CanDraw => !NoColours.Contains(Environment.GetEnvironmentVariable("TERM") ?? "");

    // https://no-color.org: any value that is not empty.
    private static bool WantsColour => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    // A terminal that does not know its size says 0 or throws.
    private static int Size(Func<int> ask, int otherwise)
    {
        try
        {
            return ask() is > 0 and var size ? size : otherwise;
        }
        catch (IOException)
        {
            return otherwise;
        }
    }
}
