using Microsoft.AspNetCore.Http.Features;

namespace Canary.Gateway.Proxy.Guarding;

/// <summary>Refuses answers of backends that no client could make sense of.</summary>
internal static class AnswerGuard
{
    private const int LeastStatus = 100;

    /// <summary>Lets an answer pass.</summary>
    /// <param name="context">The request that it answers.</param>
    /// <param name="answer">The backend's answer.</param>
    /// <exception cref="HttpRequestException">It has a status that is none, or switches protocols although nobody asked for that.</exception>
    public static void Check(HttpContext context, HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (status < LeastStatus)
        {
            throw new HttpRequestException("The backend answered with a status below 100.");
        }

        if (status == StatusCodes.Status101SwitchingProtocols && !MaySwitch(context.Features))
        {
            throw new HttpRequestException("The backend switched protocols although the request did not ask for it.");
        }
    }

    private static bool MaySwitch(IFeatureCollection features) =>
        features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } || features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}
