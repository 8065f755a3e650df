namespace Canary.EndToEnd.Docs;

/// <summary>A fenced block of a page: what its fence says it is, and what is in it.</summary>
/// <param name="Language">The first word after the fence; empty: it does not say.</param>
/// <param name="Words">What follows that word.</param>
/// <param name="Text">What is in it, without the fence's own indentation.</param>
/// <param name="Line">The line of the fence, from 1.</param>
/// <param name="Section">The heading above it, without its marks.</param>
internal sealed record MarkdownBlock(string Language, string Words, string Text, int Line, string Section);
