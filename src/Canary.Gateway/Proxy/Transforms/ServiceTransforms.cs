using Canary.Core.Services.Traffic;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Canary.Gateway.Proxy.Transforms;

/// <summary>A service's changes of path, query and headers, as YARP's transforms. Immutable.</summary>
/// <remarks>They come after the gateway's own copy of headers and before the gateway's own headers in answers. None of those that are possible waits for anything.</remarks>
internal sealed class ServiceTransforms
{
    private readonly RequestTransform[] _request;
    private readonly ResponseTransform[] _response;
    private readonly ResponseTrailersTransform[] _trailers;
    private readonly bool _changesTarget;

    private ServiceTransforms(TransformBuilderContext built, bool changesTarget) =>
        (_request, _response, _trailers, _changesTarget) =
        ([.. built.RequestTransforms], [.. built.ResponseTransforms], [.. built.ResponseTrailersTransforms], changesTarget);

    /// <summary>Makes a service's transforms.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="configs">What the operator wrote.</param>
    /// <param name="factories">YARP's factories.</param>
    /// <param name="services">What they may need.</param>
    /// <returns>Null where there are none.</returns>
    /// <exception cref="InvalidOperationException">YARP knows no such transform, or refuses it; the message says which.</exception>
    public static ServiceTransforms? Of(string service, IReadOnlyList<TransformConfig> configs, IEnumerable<ITransformFactory> factories, IServiceProvider services)
    {
        if (configs.Count == 0)
        {
            return null;
        }

        var context = new TransformBuilderContext { Services = services, Route = new RouteConfig { RouteId = service } };
        for (var i = 0; i < configs.Count; i++)
        {
            var values = configs[i].Values.ToDictionary(StringComparer.Ordinal);
            try
            {
                if (!factories.Any(factory => factory.Build(context, values)))
                {
                    throw new InvalidOperationException("there is no such transform.");
                }
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
            {
                throw new InvalidOperationException($"'{service}': transforms[{i}]: {e.Message}", e);
            }
        }

        return new ServiceTransforms(context, configs.Any(config => config.Values.Any(field => IsOfTarget(field.Key))));
    }

    /// <summary>Changes a request that is otherwise ready to be sent.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="proxied">The backend's.</param>
    /// <param name="destination">The backend's address.</param>
    public void ChangeRequest(HttpContext context, HttpRequestMessage proxied, string destination)
    {
        if (_request.Length == 0)
        {
            return;
        }

        var change = new RequestTransformContext
        {
            HttpContext = context,
            ProxyRequest = proxied,
            HeadersCopied = true,
            Path = TargetPath.AsSent(context),
            Query = new QueryTransformContext(context.Request),
            DestinationPrefix = destination,
        };
        foreach (var transform in _request)
        {
            Finish(transform.ApplyAsync(change));
        }

        if (_changesTarget)
        {
            proxied.RequestUri = TargetPath.At(destination, change.Path, change.Query.QueryString);
        }
    }

    /// <summary>Changes a backend's answer whose headers are copied.</summary>
    /// <param name="context">The client's request and answer.</param>
    /// <param name="answer">The backend's.</param>
    public void ChangeResponse(HttpContext context, HttpResponseMessage answer)
    {
        if (_response.Length == 0)
        {
            return;
        }

        var change = new ResponseTransformContext { HttpContext = context, ProxyResponse = answer, HeadersCopied = true };
        foreach (var transform in _response)
        {
            Finish(transform.ApplyAsync(change));
        }
    }

    /// <summary>Changes the trailers of a backend's answer, which are copied.</summary>
    /// <inheritdoc cref="ChangeResponse"/>
    public void ChangeTrailers(HttpContext context, HttpResponseMessage answer)
    {
        if (_trailers.Length == 0)
        {
            return;
        }

        var change = new ResponseTrailersTransformContext { HttpContext = context, ProxyResponse = answer, HeadersCopied = true };
        foreach (var transform in _trailers)
        {
            Finish(transform.ApplyAsync(change));
        }
    }

    private static bool IsOfTarget(string word) =>
        word.StartsWith("Path", StringComparison.Ordinal) || word.StartsWith("Query", StringComparison.Ordinal);

    private static void Finish(ValueTask applied)
    {
        if (!applied.IsCompletedSuccessfully)
        {
            applied.AsTask().GetAwaiter().GetResult();
        }
    }
}
