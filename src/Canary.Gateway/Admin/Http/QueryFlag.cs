namespace Canary.Gateway.Admin.Http;

/// <summary>Reads a parameter of the query that is <c>true</c> or <c>false</c>.</summary>
internal static class QueryFlag
{
    /// <summary>The parameter's value; false where it is not there.</summary>
    public static bool Read(HttpRequest request, string name, out Problem? problem)
    {
        var given = request.Query[name];
        problem = given.Count == 0 || given is [("true" or "false")]
            ? null
            : Problems.InvalidParameter(name, $"must be true or false, but is '{given}'.");
        return problem is null && given == "true";
    }
}
