namespace Canary.Core.Comparison;

/// <summary>Patterns of places in answers. Immutable; a place is found in it, or below one of it, in a step for each of its parts.</summary>
/// <remarks>A trie over the parts between slashes; the part <c>*</c> of a pattern stands for any one.</remarks>
public sealed class PlaceSet
{
    /// <summary>The place of a whole JSON body.</summary>
    public const string Root = "/";

    private readonly Node _root = new();

    private PlaceSet(IEnumerable<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            var node = _root;
            foreach (var part in PartsOf(pattern))
            {
                if (!node.Children.TryGetValue(part, out var child))
                {
                    node.Children.Add(part, child = new Node());
                }

                node = child;
            }

            node.IsEnd = true;
        }
    }

    /// <summary>No patterns.</summary>
    public static PlaceSet Empty { get; } = new([]);

    /// <summary>A set of these patterns, each as <c>/items/*/id</c> or the name of a place outside of JSON.</summary>
    public static PlaceSet Of(IEnumerable<string> patterns) => new(patterns);

    /// <summary>Whether the place, or one above it, fits a pattern.</summary>
    public bool Covers(string place) => _root.Children.Count > 0 && Covers(_root, PartsOf(place));

    private static bool Covers(Node node, ReadOnlySpan<string> parts) =>
        node.IsEnd
        || (!parts.IsEmpty
            && ((node.Children.TryGetValue(parts[0], out var named) && Covers(named, parts[1..]))
                || (parts[0] != "*" && node.Children.TryGetValue("*", out var any) && Covers(any, parts[1..]))));

    // "/a/b" begins with an empty part, which tells JSON from "body" and the like.
    private static string[] PartsOf(string place) => place == Root ? [""] : place.Split('/');

    private sealed class Node
    {
        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public bool IsEnd { get; set; }
    }
}
