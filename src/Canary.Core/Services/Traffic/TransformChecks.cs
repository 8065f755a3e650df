namespace Canary.Core.Services.Traffic;

/// <summary>What must be true of transforms: each is one of YARP's that leave the gateway's own headers alone, complete, and safe to put into a request.</summary>
internal static class TransformChecks
{
    private const int MaxTransforms = 50;
    private const int MaxFields = 8;
    private const int MaxValue = 2_000;

    private static readonly string[] Conditions = ["Success", "Always", "Failure"];

    private static readonly Dictionary<string, Shape> Words = new(StringComparer.Ordinal)
    {
        ["PathPrefix"] = new(PathProblem),
        ["PathSet"] = new(PathProblem),
        ["PathRemovePrefix"] = new(PathProblem),
        ["QueryValueParameter"] = new(QueryNameProblem) { Value = text => PlainText.Problem(text, 0, MaxValue) },
        ["QueryRemoveParameter"] = new(QueryNameProblem),
        ["RequestHeader"] = new(HeaderRules.RequestProblem) { Value = HeaderRules.ValueProblem },
        ["RequestHeaderRemove"] = new(HeaderRules.RequestProblem),
        ["ResponseHeader"] = new(HeaderRules.ResponseProblem) { Value = HeaderRules.ValueProblem, HasCondition = true },
        ["ResponseHeaderRemove"] = new(HeaderRules.ResponseProblem) { HasCondition = true },
        ["ResponseTrailer"] = new(HeaderRules.ResponseProblem) { Value = HeaderRules.ValueProblem, HasCondition = true },
        ["ResponseTrailerRemove"] = new(HeaderRules.ResponseProblem) { HasCondition = true },
    };

    private static readonly string Possible = string.Join(", ", Words.Keys);

    /// <summary>Checks a service's transforms.</summary>
    /// <param name="transforms">The transforms.</param>
    /// <param name="fail">Told the path below <c>transforms</c>, and what is wrong there.</param>
    public static void Check(ValueList<TransformConfig> transforms, Action<string, string> fail)
    {
        if (Ranges.CountProblem(transforms.Count, 0, MaxTransforms, "transforms") is { } tooMany)
        {
            fail("", tooMany);
            return;
        }

        for (var i = 0; i < transforms.Count; i++)
        {
            var at = $"[{i}]";
            Check(transforms[i].Values, (path, message) => fail(at + path, message));
        }
    }

    private static void Check(ValueList<KeyValuePair<string, string>> fields, Action<string, string> fail)
    {
        if (Ranges.CountProblem(fields.Count, 1, MaxFields, "fields") is { } count)
        {
            fail("", count);
            return;
        }

        var words = fields.Select(field => field.Key).Where(Words.ContainsKey).ToList();
        if (words.Count != 1)
        {
            fail("", words.Count > 1
                ? $"must be one transform, but is {string.Join(" and ", words)}."
                : $"must be one of {Possible}, but is {Quoted.Text(fields[0].Key)}{(IsGatewaysOwn(fields[0].Key) ? ": the gateway itself writes what it is about." : ".")}");
            return;
        }

        Check(words[0], Words[words[0]], fields, fail);
    }

    private static void Check(string word, Shape shape, ValueList<KeyValuePair<string, string>> fields, Action<string, string> fail)
    {
        var allowed = shape.FieldsOf(word);
        foreach (var (name, value) in fields)
        {
            var problem = !allowed.Contains(name) ? $"is not part of {word}; what is: {string.Join(", ", allowed)}."
                : name == word ? shape.Name(value)
                : name != "When" ? shape.Value!(value)
                : Conditions.Contains(value) ? null : $"must be one of {string.Join(", ", Conditions)}, but is {Quoted.Text(value)}.";
            if (problem is not null)
            {
                fail($".{Quoted.Bare(name)}", problem);
            }
        }

        if (shape.Value is not null && fields.Count(field => field.Key is "Set" or "Append") != 1)
        {
            fail("", $"must have either Set or Append beside {word}.");
        }
    }

    private static bool IsGatewaysOwn(string word) => word is "X-Forwarded" or "Forwarded" or "ClientCert" or "RequestHeadersCopy" or "ResponseHeadersCopy" or "ResponseTrailersCopy";

    private static string? PathProblem(string path) => PathText.Problem(path.Length > 1 && path[^1] == '/' ? path[..^1] : path);

    private static string? QueryNameProblem(string name) => PlainText.Problem(name, 1, ConditionChecks.MaxNameLength);

    /// <summary>The fields of one kind of transform.</summary>
    /// <param name="Name">What is wrong with the value of the word itself, or null.</param>
    private sealed record Shape(Func<string, string?> Name)
    {
        /// <summary>What is wrong with the value of <c>Set</c> or <c>Append</c>, or null; null where there is neither.</summary>
        public Func<string, string?>? Value { get; init; }

        /// <summary>Whether <c>When</c> may say for which answers it is.</summary>
        public bool HasCondition { get; init; }

        public string[] FieldsOf(string word) => [word, .. Value is null ? [] : new[] { "Set", "Append" }, .. HasCondition ? new[] { "When" } : []];
    }
}
