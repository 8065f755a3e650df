using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>Looks for fields in JSON that anybody wrote.</summary>
internal static class JsonFields
{
    /// <summary>The last field of a name; false where there is none, or where the value is no object. Names that are no whole text, as half a surrogate pair in an escape, are passed over and do not throw.</summary>
    public static bool TryFind(this JsonElement json, string name, out JsonElement value)
    {
        value = default;
        if (json.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        try
        {
            return json.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            return TryFindOneByOne(json, name, out value);
        }
    }

    private static bool TryFindOneByOne(JsonElement json, string name, out JsonElement value)
    {
        value = default;
        var isThere = false;
        foreach (var field in json.EnumerateObject())
        {
            try
            {
                if (field.NameEquals(name))
                {
                    (value, isThere) = (field.Value, true);
                }
            }
            catch (InvalidOperationException)
            {
                // Of no whole characters, so it is none that is looked for.
            }
        }

        return isThere;
    }
}
