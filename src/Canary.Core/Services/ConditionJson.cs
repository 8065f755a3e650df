using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>Writes the condition of a rule into a document.</summary>
internal static class ConditionJson
{
    /// <summary>Writes the condition as an object.</summary>
    public static void Write(Utf8JsonWriter writer, ConditionConfig condition)
    {
        writer.WriteStartObject();
        switch (condition)
        {
            case ValueConditionConfig value:
                writer.WriteString(EnumNames<FactSource>.Of(value.Source), value.Name);
                WriteTest(writer, value.Test);
                break;
            case MethodConditionConfig method:
                WriteOneOrMore(writer, "method", method.Methods);
                break;
            case PathConditionConfig path:
                writer.WriteString("path", path.Prefix);
                break;
            case IpConditionConfig ip:
                WriteOneOrMore(writer, "ip", ip.Ranges);
                break;
            case AllConditionConfig all:
                WriteAll(writer, "all", all.Conditions);
                break;
            case AnyConditionConfig any:
                WriteAll(writer, "any", any.Conditions);
                break;
            case NotConditionConfig not:
                writer.WritePropertyName("not");
                Write(writer, not.Condition);
                break;
            default:
                throw new ArgumentException($"There is no form for {condition.GetType().Name}.", nameof(condition));
        }

        writer.WriteEndObject();
    }

    private static void WriteTest(Utf8JsonWriter writer, ValueTestConfig test)
    {
        if (test.Operator is TestOperator.Exists or TestOperator.Absent)
        {
            writer.WriteBoolean("exists", test.Operator == TestOperator.Exists);
            return;
        }

        var name = EnumNames<TestOperator>.Of(test.Operator);
        if (test.Operator == TestOperator.In)
        {
            WriteTexts(writer, name, test.Operands);
        }
        else
        {
            writer.WriteString(name, test.Operands[0]);
        }

        writer.WriteBoolean("ignoreCase", test.IgnoreCase);
    }

    private static void WriteAll(Utf8JsonWriter writer, string name, IReadOnlyList<ConditionConfig> conditions)
    {
        writer.WriteStartArray(name);
        foreach (var condition in conditions)
        {
            Write(writer, condition);
        }

        writer.WriteEndArray();
    }

    private static void WriteOneOrMore(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 1)
        {
            writer.WriteString(name, values[0]);
        }
        else
        {
            WriteTexts(writer, name, values);
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
