using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.Gateway.Admin.Http;

/// <summary>Makes every error a problem document: what is thrown, and what routing answers without a body. No exception's text leaves the process.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, GatewayServices services)
{
    private readonly ILogger _logger = services.Loggers.CreateLogger<ProblemMiddleware>();

    /// <summary>Runs one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            await FillAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await ProblemOf(exception, context).ExecuteAsync(context);
        }
        catch (Exception exception)
        {
            Log.Unexpected(_logger, context.TraceIdentifier, exception);
            context.Abort();
        }
    }

    private Problem ProblemOf(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problems.BodyTooLarge(JsonBody.MaxBytes);
            case BadHttpRequestException bad:
                return Problems.BadRequest(bad.StatusCode, "The request ended early, or was not HTTP as it should be.");
            case StoreUnavailableException:
                Log.StoreUnavailable(_logger, exception.Message);
                context.Response.Headers.RetryAfter = "1";
                return Problems.StoreUnavailable();
            default:
                Log.Unexpected(_logger, context.TraceIdentifier, exception);
                return Problems.Unexpected(context.TraceIdentifier);
        }
    }

    private static Task FillAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentType is not null)
        {
            return Task.CompletedTask;
        }

        var problem = response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.RouteNotFound(context.Request.Path),
            StatusCodes.Status405MethodNotAllowed => Problems.MethodNotAllowed(context.Request.Method, response.Headers.Allow.ToString()),
            var status => Problems.BadRequest(status, context.Features.Get<IHttpResponseFeature>()?.ReasonPhrase ?? "The request was refused."),
        };
        return problem.ExecuteAsync(context);
    }

    private static partial class Log
    {
        [LoggerMessage(1400, LogLevel.Error, "An admin request failed, trace id {TraceId}")]
        public static partial void Unexpected(ILogger logger, string traceId, Exception exception);

        [LoggerMessage(1401, LogLevel.Warning, "An admin request was answered 503: {Problem}")]
        public static partial void StoreUnavailable(ILogger logger, string problem);
    }
}
