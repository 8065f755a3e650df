namespace Canary.Benchmarks.Soak;

/// <summary>What became of a request.</summary>
/// <param name="Service">The service that it was for.</param>
/// <param name="Gateway">The number of the gateway that it was sent to.</param>
/// <param name="Sent">When it was sent.</param>
/// <param name="Ended">When its answer had come, or not come.</param>
/// <param name="Variant">The variant that answered, where it was answered as promised.</param>
/// <param name="Problem">What came instead, or null.</param>
internal readonly record struct SoakAnswer(string Service, int Gateway, TimeSpan Sent, TimeSpan Ended, string? Variant, string? Problem);
