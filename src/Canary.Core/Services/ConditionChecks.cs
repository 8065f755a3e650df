using Canary.Core.Selection;

namespace Canary.Core.Services;

/// <summary>What must be true of a rule's condition, the conditions in it included.</summary>
/// <param name="fail">Told the path below the outermost condition, and what is wrong there.</param>
internal sealed class ConditionChecks(Action<string, string> fail)
{
    /// <summary>How deep conditions may be in each other.</summary>
    public const int MaxDepth = 8;

    /// <summary>The most conditions of one <c>all</c> or <c>any</c>.</summary>
    public const int MaxConditions = 32;

    /// <summary>The most characters of a text that values are compared with.</summary>
    public const int MaxOperandLength = 1_000;

    /// <summary>The most characters of a name.</summary>
    public const int MaxNameLength = 256;

    /// <summary>The most texts of one <c>in</c>, and ranges of one <c>ip</c>.</summary>
    public const int MaxItems = 1_000;

    private const int MaxMethods = 32;
    private const int MaxMethodLength = 32;

    /// <summary>Checks a condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="path">Its path; empty for the outermost.</param>
    /// <param name="depth">1 for the outermost.</param>
    public void Check(ConditionConfig condition, string path = "", int depth = 1)
    {
        if (depth > MaxDepth)
        {
            fail(path, $"is nested deeper than {MaxDepth} conditions, which is the most allowed.");
            return;
        }

        switch (condition)
        {
            case ValueConditionConfig value:
                CheckValue(value, path);
                break;
            case MethodConditionConfig method:
                CheckItems($"{path}.method", method.Methods, MaxMethods, "methods", item => PlainText.TokenProblem(item, MaxMethodLength));
                break;
            case PathConditionConfig prefix:
                Fail($"{path}.path", PathText.Problem(prefix.Prefix));
                break;
            case IpConditionConfig ip:
                CheckItems($"{path}.ip", ip.Ranges, MaxItems, "ranges", AddressRangeText.Problem);
                break;
            case AllConditionConfig all:
                CheckAll($"{path}.all", all.Conditions, depth);
                break;
            case AnyConditionConfig any:
                CheckAll($"{path}.any", any.Conditions, depth);
                break;
            case NotConditionConfig not:
                Check(not.Condition, $"{path}.not", depth + 1);
                break;
        }
    }

    private void CheckAll(string path, IReadOnlyList<ConditionConfig> conditions, int depth)
    {
        Fail(path, Ranges.CountProblem(conditions.Count, 1, MaxConditions, "conditions"));
        for (var i = 0; i < Math.Min(conditions.Count, MaxConditions); i++)
        {
            Check(conditions[i], $"{path}[{i}]", depth + 1);
        }
    }

    private void CheckValue(ValueConditionConfig value, string path)
    {
        Fail($"{path}.{EnumNames<FactSource>.Of(value.Source)}", value.Source is FactSource.Header or FactSource.Cookie
            ? PlainText.TokenProblem(value.Name, MaxNameLength)
            : PlainText.Problem(value.Name, 1, MaxNameLength));
        if (value.Test.Operator is TestOperator.Exists or TestOperator.Absent)
        {
            return;
        }

        var test = $"{path}.{EnumNames<TestOperator>.Of(value.Test.Operator)}";
        if (value.Test.Operator == TestOperator.In)
        {
            Fail(test, Ranges.CountProblem(value.Test.Operands.Count, 1, MaxItems, "texts"));
            CheckEach(test, value.Test.Operands, MaxItems, text => PlainText.Problem(text, 0, MaxOperandLength));
            return;
        }

        var operand = value.Test.Operands[0];
        Fail(test, value.Test.Operator switch
        {
            TestOperator.Regex => RegexProblem(operand, value.Test.IgnoreCase),
            TestOperator.Equals => PlainText.Problem(operand, 0, MaxOperandLength),
            // Every value starts with nothing: that is what exists is for.
            _ => PlainText.Problem(operand, 1, MaxOperandLength),
        });
    }

    private void CheckItems(string path, IReadOnlyList<string> items, int max, string what, Func<string, string?> problem)
    {
        // A single item is written without a list.
        if (items.Count == 1)
        {
            Fail(path, problem(items[0]));
            return;
        }

        Fail(path, Ranges.CountProblem(items.Count, 1, max, what));
        CheckEach(path, items, max, problem);
    }

    private void CheckEach(string path, IReadOnlyList<string> items, int max, Func<string, string?> problem)
    {
        for (var i = 0; i < Math.Min(items.Count, max); i++)
        {
            Fail($"{path}[{i}]", problem(items[i]));
        }
    }

    private static string? RegexProblem(string pattern, bool ignoreCase) =>
        PlainText.Problem(pattern, 1, RegexPattern.MaxLength)
        ?? (RegexPattern.TryCompile(pattern, ignoreCase, out _, out var problem) ? null : $"is {Quoted.Text(pattern)}. {problem}");

    private void Fail(string path, string? problem)
    {
        if (problem is not null)
        {
            fail(path, problem);
        }
    }
}
