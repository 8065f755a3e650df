using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Listeners;
using Microsoft.Extensions.Primitives;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>What selection may know of a live request. One object for each thread, used for one selection after the other.</summary>
internal sealed class HttpRequestFacts : RequestFacts
{
    [ThreadStatic]
    private static HttpRequestFacts? _ofThisThread;

    private readonly BearerClaims _claims = new();
    private char[] _queryScratch = [];
    private HttpContext? _context;
    private HttpRequest _request = null!;
    private IHeaderDictionary _headers = null!;
    private TrustedProxies? _trusted;
    private string _path = "/";
    private StringValues _cookies;
    private bool _cookiesRead;
    private bool _claimsRead;

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Method => _request.Method;

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Path => _path;

    /// <inheritdoc/>
    public override IPAddress? RemoteAddress => _trusted!.ClientOf(_context!);

    /// <inheritdoc/>
    public override long ElapsedMicroseconds => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    /// <summary>Chooses a variant for a live request.</summary>
    /// <param name="service">The service that the request belongs to.</param>
    /// <param name="context">The request.</param>
    /// <param name="path">Its normalised path.</param>
    /// <param name="trusted">Whose word about the client is believed.</param>
    public static VariantSelection Select(ServiceSnapshot service, HttpContext context, string path, TrustedProxies trusted)
    {
        var facts = Of(context, path, trusted);
        try
        {
            return VariantSelector.Select(service, facts);
        }
        finally
        {
            facts.Release();
        }
    }

    /// <summary>Finds the user behind a live request (<see cref="StickyKey.TryFindUser"/>).</summary>
    /// <inheritdoc cref="Select"/>
    public static bool TryFindUser(ServiceSnapshot service, HttpContext context, string path, TrustedProxies trusted, out long user)
    {
        var facts = Of(context, path, trusted);
        try
        {
            return StickyKey.TryFindUser(service, facts, out user);
        }
        finally
        {
            facts.Release();
        }
    }

    /// <inheritdoc/>
    public override bool TryGetNext(FactSource source, string name, scoped ref int next, out ReadOnlySpan<char> value)
    {
        switch (source)
        {
            case FactSource.Header:
                return TryGetHeader(_headers[name], ref next, out value);
            case FactSource.Cookie:
                return TryGetCookie(name, next++, out value);
            case FactSource.Query:
                return QueryValues.TryGet(_request.QueryString.Value, name, next++, ref _queryScratch, out value);
            case FactSource.Claim:
                return TryGetClaim(name, next++, out value);
            default:
                value = default;
                return false;
        }
    }

    /// <inheritdoc/>
    public override ulong NextRandom()
    {
        var bits = 0UL;
        Random.Shared.NextBytes(MemoryMarshal.AsBytes(new Span<ulong>(ref bits)));
        return bits;
    }

    private static HttpRequestFacts Of(HttpContext context, string path, TrustedProxies trusted)
    {
        var facts = _ofThisThread ??= new HttpRequestFacts();
        facts._context = context;
        facts._request = context.Request;
        facts._headers = facts._request.Headers;
        facts._path = path;
        facts._trusted = trusted;
        facts._claimsRead = false;
        facts._cookiesRead = false;
        return facts;
    }

    private void Release()
    {
        _context = null;
        _request = null!;
        _headers = null!;
        _cookies = default;
    }

    private static bool TryGetHeader(StringValues lines, scoped ref int next, out ReadOnlySpan<char> value)
    {
        var index = next++;
        var count = lines.Count;
        if (index >= count)
        {
            value = default;
            return false;
        }

        value = lines[index];
        if (next == count)
        {
            next = NoMore;
        }

        return true;
    }

    private bool TryGetCookie(string name, int index, out ReadOnlySpan<char> value)
    {
        if (!_cookiesRead)
        {
            _cookies = _headers.Cookie;
            _cookiesRead = true;
        }

        if (_cookies.Count == 1)
        {
            return CookieHeader.TryGet(_cookies[0], name, index, out value, out _);
        }

        // HTTP/2 clients may send each cookie in a line of its own.
        foreach (var line in _cookies)
        {
            if (CookieHeader.TryGet(line, name, index, out value, out var found))
            {
                return true;
            }

            index -= found;
        }

        value = default;
        return false;
    }

    private bool TryGetClaim(string name, int index, out ReadOnlySpan<char> value)
    {
        if (!_claimsRead)
        {
            _claims.Read(_headers.Authorization.ToString());
            _claimsRead = true;
        }

        return _claims.TryGet(name, index, out value);
    }
}
