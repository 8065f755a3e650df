using System.Text;

namespace Canary.TestKit.Fuzzing;

/// <summary>An input for which something does not hold.</summary>
/// <param name="Target">Who read it.</param>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Iteration">Which input of it; -1: one of the corpus.</param>
/// <param name="Input">The input, as small as it could be made.</param>
/// <param name="Problem">What happened.</param>
internal sealed record FuzzFinding(string Target, int Seed, long Iteration, byte[] Input, string Problem)
{
    /// <summary>For people: what happened, with which seed, and the input as text and to be copied.</summary>
    public override string ToString() =>
        $"""
        {Target}, seed {Seed}, iteration {Iteration}: {Problem}
          input ({Input.Length} bytes): {Encoding.UTF8.GetString(Input).ReplaceLineEndings("\\n")}
          to keep it: base64 -d <<< {Convert.ToBase64String(Input)} > tests/Canary.TestKit/Fuzzing/Corpus/{Target}/found-{Seed}-{Math.Max(0, Iteration)}.txt
        """;
}
