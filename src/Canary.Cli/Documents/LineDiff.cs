namespace Canary.Cli.Documents;

/// <summary>The lines in which two texts differ, as <c>diff -u</c> shows them. By the longest common subsequence: time and space grow with the product of what is between the first and the last difference.</summary>
internal static class LineDiff
{
    private const int Context = 3;

    /// <summary>The lines, each with <c>-</c>, <c>+</c> or a space before it; none where the texts are the same.</summary>
    public static IReadOnlyList<string> Of(string before, string after, string beforeName, string afterName)
    {
        if (before == after)
        {
            return [];
        }

        var edits = Edits(Lines(before), Lines(after));
        List<string> result = [$"--- {beforeName}", $"+++ {afterName}"];
        for (var at = 0; at < edits.Count;)
        {
            var first = edits.FindIndex(at, edit => edit.Kind != ' ');
            if (first < 0)
            {
                break;
            }

            var start = Math.Max(at, first - Context);
            var end = EndOfHunk(edits, first);
            result.Add(Heading(edits, start, end));
            result.AddRange(edits[start..end].Select(edit => edit.Kind + edit.Line));
            at = end;
        }

        return result;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');

    // Differences that are close to each other stand in one hunk.
    private static int EndOfHunk(List<(char Kind, string Line)> edits, int first)
    {
        var last = first;
        for (var i = first; i < edits.Count && i - last <= 2 * Context; i++)
        {
            last = edits[i].Kind == ' ' ? last : i;
        }

        return Math.Min(edits.Count, last + Context + 1);
    }

    private static string Heading(List<(char Kind, string Line)> edits, int start, int end)
    {
        var (old, @new) = (edits[..start].Count(edit => edit.Kind != '+'), edits[..start].Count(edit => edit.Kind != '-'));
        var (olds, news) = (edits[start..end].Count(edit => edit.Kind != '+'), edits[start..end].Count(edit => edit.Kind != '-'));
        return $"@@ -{(olds == 0 ? old : old + 1)},{olds} +{(news == 0 ? @new : @new + 1)},{news} @@";
    }

    private static List<(char Kind, string Line)> Edits(string[] before, string[] after)
    {
        var head = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        var tail = before[head..].Reverse().Zip(after[head..].Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        var edits = before[..head].Select(line => (' ', line)).ToList();
        edits.AddRange(Middle(before[head..^tail], after[head..^tail]));
        edits.AddRange(before[^tail..].Select(line => (' ', line)));
        return edits;
    }

    private static IEnumerable<(char Kind, string Line)> Middle(string[] before, string[] after)
    {
        var common = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        for (var (i, j) = (0, 0); i < before.Length || j < after.Length;)
        {
            if (i < before.Length && j < after.Length && before[i] == after[j])
            {
                yield return (' ', before[i]);
                (i, j) = (i + 1, j + 1);
            }
            else if (j == after.Length || (i < before.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                yield return ('-', before[i++]);
            }
            else
            {
                yield return ('+', after[j++]);
            }
        }
    }
}
