namespace Canary.TestKit.Fuzzing;

/// <summary>What must hold for every input did not.</summary>
internal sealed class FuzzFailure(string message) : Exception(message)
{
    /// <summary>Fails where two things that must be the same are not.</summary>
    public static void UnlessSame(string expected, string actual, string what)
    {
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
        {
            var at = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
            throw new FuzzFailure($"{what}: differs at character {at}: '{Around(expected, at)}' and '{Around(actual, at)}'");
        }
    }

    /// <summary>Fails where something does not hold.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds)
        {
            throw new FuzzFailure(what);
        }
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 20)..Math.Min(text.Length, at + 40)];
}
