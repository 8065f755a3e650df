using Canary.Core.Selection;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy.Testers;

namespace Canary.Gateway.Admin.Explain;

/// <summary>The choice of variant that comes with a described request, by the same code as for live ones.</summary>
internal static class DescribedChoice
{
    /// <summary>The choice, or none. The described address is taken for the peer's.</summary>
    public static PassedChoice Of(ServiceSnapshot service, RequestDescription request, GatewayServices services)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, values) in request.Headers)
        {
            headers.Append(name, new([.. values]));
        }

        foreach (var (name, value) in request.Cookies)
        {
            headers.Append("Cookie", $"{name}={value}");
        }

        return new PassedChoices(services.Testers).Of(service, headers, services.Trusted.Contains(request.RemoteAddress));
    }
}
