namespace Canary.Gateway.Proxy.Forwarding.Bodies;

/// <summary>Gives up on a backend that takes too long to begin its answer, or to go on with it.</summary>
/// <remarks>
/// YARP's one timer is set to the longer of the two. Cancelled before the answer began, a request ends as 504; after
/// that, the client's connection is aborted, so that half an answer never looks like a whole one.
/// </remarks>
internal sealed class PhaseTimeoutHandler(HttpMessageHandler inner, TimeSpan firstByte, TimeSpan idle) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var timer = new PhaseTimer(firstByte, idle, cancellationToken);
        if (request.Content is { } content)
        {
            request.Content = new TimedRequestContent(content, timer);
        }
        else
        {
            timer.RequestSent();
        }

        try
        {
            var response = await base.SendAsync(request, timer.Token);
            timer.AnswerBegan();
            response.Content = new TimedResponseContent(response.Content, timer);
            return response;
        }
        catch
        {
            timer.Dispose();
            throw;
        }
    }
}
