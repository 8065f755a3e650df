namespace Canary.EndToEnd.Docs;

/// <summary>A link or an image of a page.</summary>
/// <param name="Target">Where it leads, as written.</param>
/// <param name="Text">What is shown; of an image, what is read to those who do not see it.</param>
/// <param name="IsImage">Whether it is an image.</param>
/// <param name="Line">Its line, from 1.</param>
internal sealed record MarkdownLink(string Target, string Text, bool IsImage, int Line);
