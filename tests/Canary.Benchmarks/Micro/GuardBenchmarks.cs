using BenchmarkDotNet.Attributes;
using Canary.Gateway.Proxy.Guarding;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.Benchmarks.Micro;

/// <summary>What the guard costs each request that passes it, and the decoding of headers that the server asks about.</summary>
public class GuardBenchmarks
{
    private readonly DefaultHttpContext _context = new();

    /// <summary>A request as a browser sends it.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var request = _context.Request;
        request.Method = "GET";
        request.Protocol = "HTTP/1.1";
        _context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/cart/items/4711?page=2&sort=price%20down";
        request.Headers.Host = "shop.example.com";
        request.Headers.UserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        request.Headers.Accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        request.Headers.AcceptEncoding = "gzip, deflate, br, zstd";
        request.Headers.AcceptLanguage = "en-US,en;q=0.5";
        request.Headers.Cookie = "theme=dark; canary-id=00009e3700007539";
        request.Headers.Referer = "https://shop.example.com/cart";
        request.Headers["X-Tenant"] = "tenant";
    }

    /// <summary>A whole request of 8 headers.</summary>
    /// <returns>Null.</returns>
    [Benchmark]
    public object? Request() => RequestGuard.Refuse(_context);

    /// <summary>How one header is decoded.</summary>
    /// <returns>Null.</returns>
    [Benchmark]
    public object? Decoding() => HeaderDecoding.Of("User-Agent");
}
