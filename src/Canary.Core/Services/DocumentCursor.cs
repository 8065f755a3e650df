using System.Collections.ObjectModel;
using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>A value in a document and where it stands. Its methods read the value as a type; what is wrong goes to the errors, and a stand-in is returned.</summary>
/// <param name="Path">As <c>variants.canary.destinations[0]</c>; empty for the document.</param>
/// <param name="Element">The value.</param>
/// <param name="Errors">Where errors go.</param>
internal readonly record struct DocumentCursor(string Path, JsonElement Element, DocumentErrors Errors)
{
    /// <summary>A text.</summary>
    public string Text()
    {
        if (Element.ValueKind != JsonValueKind.String)
        {
            return Refuse("a text", "");
        }

        return Quoted.TryGetText(Element, out var text) ? text : Refuse("a text of whole characters", "");
    }

    /// <summary>True or false.</summary>
    public bool Flag() => Element.ValueKind is JsonValueKind.True or JsonValueKind.False ? Element.GetBoolean() : Refuse("true or false", false);

    /// <summary>A whole number of 32 bits.</summary>
    public int Whole() => Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out var value) ? value : Refuse("a whole number", 0);

    /// <summary>A number.</summary>
    public double Number() => Element.ValueKind == JsonValueKind.Number && Element.TryGetDouble(out var value) ? value : Refuse("a number", 0d);

    /// <summary>A duration of either form.</summary>
    public TimeSpan Duration() =>
        Element.ValueKind == JsonValueKind.String && Quoted.TryGetText(Element, out var text) && Services.Duration.TryParse(text, out var value)
            ? value
            : Refuse(Services.Duration.Allowed, TimeSpan.Zero);

    /// <summary>A weight in percent.</summary>
    public Weight Weight() =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetDecimal(out var percent) && Services.Weight.TryFromPercent(percent, out var weight)
            ? weight
            : Refuse("a percent number from 0 to 100 with at most two decimals", Services.Weight.Zero);

    /// <summary>One of the names of an enumeration.</summary>
    public T Choice<T>()
        where T : struct, Enum =>
        Element.ValueKind == JsonValueKind.String && Quoted.TryGetText(Element, out var text) && EnumNames<T>.TryParse(text, out var value)
            ? value
            : Refuse($"one of {string.Join(", ", EnumNames<T>.All)}", default(T));

    /// <summary>One of the words that an enumeration has in the code, in their exact case, as <c>Progressing</c>.</summary>
    public T Word<T>()
        where T : struct, Enum =>
        Element.ValueKind == JsonValueKind.String && Quoted.TryGetText(Element, out var text) && Enum.GetNames<T>().Contains(text, StringComparer.Ordinal)
            ? Enum.Parse<T>(text)
            : Refuse($"one of {string.Join(", ", Enum.GetNames<T>())}", default(T));

    /// <summary>A whole number of 64 bits.</summary>
    public long LongWhole() => Element.ValueKind == JsonValueKind.Number && Element.TryGetInt64(out var value) ? value : Refuse("a whole number", 0L);

    /// <summary>A point in time with its offset, read as UTC.</summary>
    public DateTimeOffset Time() =>
        Element.ValueKind == JsonValueKind.String && Element.TryGetDateTimeOffset(out var value)
            ? value.ToUniversalTime()
            : Refuse("a time such as 2026-11-27T11:30:00Z", DateTimeOffset.UnixEpoch);

    /// <summary>A list.</summary>
    public IReadOnlyList<T> List<T>(Func<DocumentCursor, T> read)
    {
        if (Element.ValueKind != JsonValueKind.Array)
        {
            return Refuse<IReadOnlyList<T>>("a list", []);
        }

        var items = new List<T>(Element.GetArrayLength());
        foreach (var item in Element.EnumerateArray())
        {
            items.Add(read(new DocumentCursor($"{Path}[{items.Count}]", item, Errors)));
        }

        return items.AsReadOnly();
    }

    /// <summary>An object whose names are data, in the order of the document.</summary>
    public IReadOnlyDictionary<string, T> Map<T>(Func<DocumentCursor, T> read)
    {
        var map = new OrderedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, value) in Members())
        {
            map[name] = read(value);
        }

        return new ReadOnlyDictionary<string, T>(map);
    }

    /// <summary>An object with named fields; any other field is an error.</summary>
    public DocumentFields Fields(params string[] allowed)
    {
        var members = Members();
        var fields = new Dictionary<string, DocumentCursor>(members.Count, StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            if (allowed.Contains(name, StringComparer.Ordinal))
            {
                fields[name] = value;
            }
            else
            {
                Errors.Add(value.Path, $"is not a known field; allowed here: {string.Join(", ", allowed)}.");
            }
        }

        return new DocumentFields(this, fields);
    }

    /// <summary>Whatever the value is: reports fields that are given twice, and texts that are not whole, in it and all below.</summary>
    public void CheckTexts()
    {
        switch (Element.ValueKind)
        {
            case JsonValueKind.Object:
                Members().ForEach(member => member.Value.CheckTexts());
                break;
            case JsonValueKind.Array:
                List(item => item).ToList().ForEach(item => item.CheckTexts());
                break;
            case JsonValueKind.String:
                Text();
                break;
        }
    }

    /// <summary>The value that was read here, after <paramref name="problem"/> said what is wrong with it, if anything.</summary>
    public T Checked<T>(T value, Func<T, string?> problem)
    {
        // Where it is of another kind altogether, that was said already.
        if (Element.ValueKind == JsonValueKind.String && problem(value) is { } message)
        {
            Errors.Add(Path, message);
        }

        return value;
    }

    /// <summary>Says that the value must be something else.</summary>
    public T Refuse<T>(string allowed, T standIn)
    {
        Errors.Add(Path, $"must be {allowed}, but is {Quoted.Json(Element)}.");
        return standIn;
    }

    private List<(string Name, DocumentCursor Value)> Members()
    {
        if (Element.ValueKind != JsonValueKind.Object)
        {
            return Refuse<List<(string, DocumentCursor)>>("an object", []);
        }

        var count = Element.GetPropertyCount();
        var members = new List<(string, DocumentCursor)>(count);
        var seen = new HashSet<string>(count, StringComparer.Ordinal);
        foreach (var property in Element.EnumerateObject())
        {
            if (!TryGetName(property, out var name))
            {
                Errors.Add(Path, "has a field whose name is not a text of whole characters.");
                continue;
            }

            var path = Path.Length == 0 ? Quoted.Bare(name) : $"{Path}.{Quoted.Bare(name)}";
            if (seen.Add(name))
            {
                members.Add((name, new DocumentCursor(path, property.Value, Errors)));
            }
            else
            {
                Errors.Add(path, "is there more than once; a field may be given once.");
            }
        }

        return members;
    }

    private static bool TryGetName(JsonProperty property, out string name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = "";
            return false;
        }
    }
}
