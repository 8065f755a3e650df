namespace Canary.TestKit;

/// <summary>What a scripted server was asked.</summary>
/// <param name="Protocol">As <c>HTTP/1.1</c>.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query as they came.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
public sealed record ScriptedQuestion(string Protocol, string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);
