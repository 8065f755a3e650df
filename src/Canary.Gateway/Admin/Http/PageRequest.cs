using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Canary.Gateway.Admin.Http;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Size">At most so many items, 1 to <see cref="MaxSize"/>, default <see cref="DefaultSize"/>.</param>
/// <param name="After">Where the previous page ended, or null for the first.</param>
internal sealed record PageRequest(int Size, string? After)
{
    public const int DefaultSize = 100;
    public const int MaxSize = 1000;

    /// <summary>Reads <c>pageSize</c> and <c>pageToken</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="list">What is listed: another list's token is refused.</param>
    /// <param name="problem">What is wrong, where the result is null.</param>
    public static PageRequest? Read(HttpRequest request, string list, out Problem? problem)
    {
        problem = null;
        var size = DefaultSize;
        var (given, token) = (request.Query["pageSize"], request.Query["pageToken"]);
        if (given.Count > 0
            && !(int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 1 and <= MaxSize))
        {
            problem = Problems.InvalidParameter("pageSize", $"must be a whole number from 1 to {MaxSize}, but is '{given}'.");
        }

        var after = token.Count == 0 ? null : Decode(list, token.ToString());
        if (problem is null && token.Count > 0 && after is null)
        {
            problem = Problems.InvalidParameter("pageToken", $"must be the nextPageToken of this list's previous page, as it was given, but is '{token}'.");
        }

        return problem is null ? new PageRequest(size, after) : null;
    }

    /// <summary>The same where positions are numbers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="list">What is listed.</param>
    /// <param name="before">The number at which the previous page ended, or null for the first.</param>
    /// <param name="problem">What is wrong, where the result is null.</param>
    public static PageRequest? Read(HttpRequest request, string list, out long? before, out Problem? problem)
    {
        var page = Read(request, list, out problem);
        before = page?.After is { } after && long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return page;
    }

    /// <summary>The token of the page that follows <paramref name="last"/>; opaque to clients.</summary>
    public static string Token(string list, string last) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}\n{last}"));

    private static string? Decode(string list, string token)
    {
        if (!Base64Url.IsValid(token))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        return text.StartsWith(list + "\n", StringComparison.Ordinal) && text.Length > list.Length + 1 ? text[(list.Length + 1)..] : null;
    }
}
