namespace Canary.Gateway.Notifications.Sending;

/// <summary>What became of one attempt to tell an event.</summary>
internal abstract record SendResult
{
    private SendResult()
    {
    }

    /// <summary>The receiver has it.</summary>
    internal sealed record Delivered : SendResult;

    /// <summary>It has not, or nobody knows; it is to be tried again.</summary>
    /// <param name="Why">In one sentence, without secrets.</param>
    /// <param name="RetryAfter">How long the receiver asks to be left alone, or null.</param>
    internal sealed record Failed(string Why, TimeSpan? RetryAfter = null) : SendResult;

    /// <summary>The receiver wants nothing any more.</summary>
    internal sealed record Gone : SendResult;
}
