namespace Canary.Core.Services;

/// <summary>One thing that is wrong with a document.</summary>
/// <param name="Path">The field, as <c>variants.canary.destinations[0]</c>; empty for the document as a whole.</param>
/// <param name="Message">What is wrong, naming the value and what is allowed; one sentence.</param>
public sealed record DocumentError(string Path, string Message);
