using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Canary.Benchmarks.Subjects;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Listeners;

namespace Canary.Benchmarks.Micro;

/// <summary>Choosing the variant of a live request that no rule matches, by its sticky cookie.</summary>
public class SelectionBenchmarks
{
    private readonly HttpContext _context = new DefaultHttpContext();
    private readonly TrustedProxies _trusted = TrustedProxies.Parse([], []);
    private ServiceSnapshot _service = null!;

    /// <summary>How many rules the service has; from the 11th on they compare one header with a text.</summary>
    [Params(0, 10, 1000)]
    public int Rules { get; set; }

    /// <summary>A request as a browser sends it.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var json = BenchmarkService.Create("bench", "http://127.0.0.1:1", Rules).ToJsonString();
        _service = ServiceSnapshot.Create(ServiceDocument.Read(Encoding.UTF8.GetBytes(json)).Value!, 1);
        _context.Request.Method = "GET";
        _context.Connection.RemoteIpAddress = IPAddress.Loopback;
        _context.Request.Headers.Host = "shop.example.com";
        _context.Request.Headers.UserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        _context.Request.Headers.Accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        _context.Request.Headers["X-Tenant"] = "tenant-that-no-rule-names";
        _context.Request.Headers.Cookie = $"theme=dark; {BenchmarkService.Cookie}=00009e3700007539";
    }

    /// <summary>One selection.</summary>
    /// <returns>The variant.</returns>
    [Benchmark]
    public int Select() => HttpRequestFacts.Select(_service, _context, "/cart", _trusted).Variant;
}
