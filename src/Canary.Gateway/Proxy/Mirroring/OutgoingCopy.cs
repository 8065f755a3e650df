using System.Net;
using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Forwarding.Headers;
using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Proxy.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>A copy of a request that is ready to be sent, with nothing of the original's context in it.</summary>
/// <param name="Variant">Where it goes.</param>
/// <param name="Destination">To which of the variant's destinations.</param>
/// <param name="Message">What is sent.</param>
internal sealed record OutgoingCopy(RoutedVariant Variant, BalancedDestination Destination, HttpRequestMessage Message)
{
    /// <summary>A copy without the body; null where the variant has no available destination.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="service">Its service.</param>
    /// <param name="variant">Where the copy goes.</param>
    /// <param name="hostSuffix">Appended to the first label of its <c>Host</c>.</param>
    /// <param name="trustedPeer">Whether the peer's word about the client is believed.</param>
    public static OutgoingCopy? Of(HttpContext context, RoutedService service, RoutedVariant variant, string hostSuffix, bool trustedPeer)
    {
        if (variant.Balancer.Pick() is not { } destination)
        {
            return null;
        }

        var message = BodilessForwarder.NewMessage(context, variant);
        var transformed = new ForwardedRequest(service, variant, trustedPeer, setCookie: null).TransformRequestAsync(context, message, destination.Address, CancellationToken.None);
        if (!transformed.IsCompleted)
        {
            throw new InvalidOperationException("Changing a request on its way is expected not to wait.");
        }

        transformed.GetAwaiter().GetResult();
        message.RequestUri ??= RequestUtilities.MakeDestinationAddress(destination.Address, context.Request.Path, context.Request.QueryString);
        message.Headers.Remove(GatewayHeaders.Mirror);
        message.Headers.TryAddWithoutValidation(GatewayHeaders.Mirror, "1");
        if (hostSuffix.Length > 0 && message.Headers.Host is { Length: > 0 } host)
        {
            message.Headers.Host = WithSuffix(host, hostSuffix);
        }

        return new OutgoingCopy(variant, destination, message);
    }

    /// <summary>Gives the copy its body, with the headers that describe it.</summary>
    public void SetBody(ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        foreach (var (name, values) in Message.Content?.Headers.NonValidated ?? default)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                content.Headers.TryAddWithoutValidation(name, values);
            }
        }

        Message.Content = content;
    }

    /// <summary>A host with something appended to its first label; addresses, which have no labels, stay as they are.</summary>
    internal static string WithSuffix(string host, string suffix)
    {
        var name = HostName.WithoutPort(host);
        if (name.IsEmpty || name[0] == '[' || IPAddress.TryParse(name, out _))
        {
            return host;
        }

        var dot = name.IndexOf('.');
        return host.Insert(dot < 0 ? name.Length : dot, suffix);
    }
}
