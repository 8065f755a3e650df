using System.Globalization;
using System.Net;
using Canary.Core.Services.Traffic;

namespace Canary.Core.Services.Discovery;

/// <summary>What must be true of where a variant's destinations are found.</summary>
internal static class DiscoveryChecks
{
    private const int MaxName = 253;
    private const int MaxPairs = 16;
    private const int MaxText = 512;

    private static readonly Func<int, string?> Port = Ranges.Between(1, IPEndPoint.MaxPort);

    /// <summary>Checks it.</summary>
    /// <param name="discovery">What was read.</param>
    /// <param name="fail">Told the path below <c>discovery</c>, and what is wrong there.</param>
    public static void Check(DiscoveryConfig discovery, Action<string, string> fail)
    {
        if (discovery.Scheme is not ("http" or "https"))
        {
            fail(".scheme", $"must be http or https, but is {Quoted.Text(discovery.Scheme)}.");
        }

        switch (discovery)
        {
            case DnsDiscoveryConfig dns:
                CheckDns(dns, fail);
                break;
            case ConsulDiscoveryConfig consul:
                CheckText(".consul.service", consul.Service, MaxName, fail);
                TrafficValidator.CheckTexts(consul.Tags, MaxPairs, "tags", tag => PlainText.Problem(tag, 1, MaxText), (path, message) => fail($".consul.tags{path}", message));
                CheckPairs(".consul.meta", consul.Meta, fail);
                CheckText(".consul.datacenter", consul.Datacenter, MaxName, fail);
                break;
            case NacosDiscoveryConfig nacos:
                CheckText(".nacos.service", nacos.Service, MaxName, fail);
                CheckText(".nacos.group", nacos.Group, MaxName, fail);
                TrafficValidator.CheckTexts(nacos.Clusters, MaxPairs, "clusters", name => PlainText.Problem(name, 1, MaxText), (path, message) => fail($".nacos.clusters{path}", message));
                CheckPairs(".nacos.metadata", nacos.Metadata, fail);
                break;
            case EtcdDiscoveryConfig etcd:
                CheckText(".etcd.prefix", etcd.Prefix, MaxText, fail);
                break;
            case KubernetesDiscoveryConfig kubernetes:
                CheckName(".kubernetes.service", kubernetes.Service, fail);
                CheckName(".kubernetes.namespace", kubernetes.Namespace, fail);
                CheckText(".kubernetes.port", kubernetes.Port, 63, fail);
                CheckPairs(".kubernetes.labels", kubernetes.Labels, fail);
                break;
        }
    }

    private static void CheckDns(DnsDiscoveryConfig dns, Action<string, string> fail)
    {
        if (dns.Name.Length is 0 or > MaxName || !dns.Name.TrimEnd('.').Split('.').All(label => label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            fail(".dns.name", $"must be a name such as shop.internal or _http._tcp.shop.internal, but is {Quoted.Text(dns.Name)}.");
            return;
        }

        var asksForService = dns.Name.StartsWith('_');
        if (dns.Port is { } port)
        {
            if ((asksForService ? string.Create(CultureInfo.InvariantCulture, $"is {port}, but SRV records of a name that begins with '_' have their own ports; leave it out.") : Port(port)) is { } wrong)
            {
                fail(".dns.port", wrong);
            }
        }
        else if (!asksForService)
        {
            fail(".dns.port", "is required, but missing; only SRV records, of names that begin with '_', have ports of their own.");
        }
    }

    private static void CheckName(string path, string? name, Action<string, string> fail)
    {
        if (name is not null && ServiceName.Problem(name) is { } problem)
        {
            fail(path, problem);
        }
    }

    private static void CheckText(string path, string? text, int max, Action<string, string> fail)
    {
        if (text is not null && PlainText.Problem(text, 1, max) is { } problem)
        {
            fail(path, problem);
        }
    }

    private static void CheckPairs(string path, ValueList<KeyValuePair<string, string>> pairs, Action<string, string> fail)
    {
        if (Ranges.CountProblem(pairs.Count, 0, MaxPairs, "fields") is { } tooMany)
        {
            fail(path, tooMany);
            return;
        }

        foreach (var (name, text) in pairs)
        {
            if ((PlainText.Problem(name, 1, MaxText) ?? PlainText.Problem(text, 0, MaxText)) is { } problem)
            {
                fail($"{path}.{Quoted.Bare(name)}", problem);
            }
        }
    }
}
