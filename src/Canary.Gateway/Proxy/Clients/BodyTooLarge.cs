using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Clients;

/// <summary>Tells a body that grew beyond what a service takes from one that broke off.</summary>
internal static class BodyTooLarge
{
    /// <summary>Makes the answer to a request whose body was found too large while it was read 413; leaves others as they are.</summary>
    /// <param name="context">The request, whose answer has not started.</param>
    /// <param name="error">What went wrong on the way.</param>
    public static void Correct(HttpContext context, ForwarderError error)
    {
        if (error is ForwarderError.RequestBodyClient or ForwarderError.Request or ForwarderError.RequestBodyDestination
            && IsCause(context.Features.Get<IForwarderErrorFeature>()?.Exception))
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        }
    }

    private static bool IsCause(Exception? exception) => exception switch
    {
        null => false,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => true,
        AggregateException several => several.InnerExceptions.Any(IsCause),
        _ => IsCause(exception.InnerException),
    };
}
