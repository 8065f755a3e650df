namespace Canary.TestKit.Fuzzing;

/// <summary>Something that reads what others wrote, with what must hold of it for any input.</summary>
/// <param name="Name">Its name: that of its folder in the corpus, and of the option <c>--target</c>.</param>
/// <param name="Read">Reads an input. Whatever it throws is a finding: what must not hold is a <see cref="FuzzFailure"/>, all else a crash.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Read)
{
    /// <summary>Inputs that generators make of a seed, beside those of the corpus. Default none.</summary>
    public Func<int, IReadOnlyList<byte[]>> Generate { get; init; } = _ => [];

    /// <summary>Words of the language, which mutations put in. Default none.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
