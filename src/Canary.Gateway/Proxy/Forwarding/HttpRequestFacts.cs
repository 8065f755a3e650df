using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Forwarding.Headers;
using Canary.Gateway.Proxy.Listeners;
using Microsoft.Extensions.Primitives;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>What selection may know of a live request. One object for each thread, used for one selection after the other.</summary>
internal sealed class HttpRequestFacts : RequestFacts
{
    [ThreadStatic]
    private static HttpRequestFacts? _ofThisThread;

    private readonly BearerClaims _claims = new();
    private readonly HeaderLines _lines = new();
    private char[] _queryScratch = [];
    private HttpContext? _context;
    private HttpRequest _request = null!;
    private IHeaderDictionary _headers = null!;
    private TrustedProxies? _trusted;
    private string _path = "/";
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
    /// <param name="passed">A choice that came with it, from somebody whose word counts.</param>
    public static VariantSelection Select(ServiceSnapshot service, HttpContext context, string path, TrustedProxies trusted, PassedChoice passed = default)
    {
        var facts = Of(context, path, trusted);
        if (service.Headers is { } table)
        {
            facts._lines.Read(table, facts._headers);
        }

        try
        {
            return VariantSelector.Select(service, facts, passed);
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

    /// <summary>64 bits of who sent a live request.</summary>
    /// <param name="key">What tells clients apart.</param>
    /// <param name="context">The request.</param>
    /// <param name="path">Its normalised path.</param>
    /// <param name="trusted">Whose word about the client is believed.</param>
    public static ulong HashOfClient(ClientKey key, HttpContext context, string path, TrustedProxies trusted)
    {
        var facts = Of(context, path, trusted);
        try
        {
            return key.HashOf(facts);
        }
        finally
        {
            facts.Release();
        }
    }

    /// <inheritdoc/>
    public override bool TryGetNext(NamedFact fact, scoped ref int next, out ReadOnlySpan<char> value)
    {
        switch (fact.Source)
        {
            case FactSource.Header:
                return TryGetHeader(_lines.Of(fact, _headers), ref next, out value);
            case FactSource.Cookie:
                return TryGetCookie(_lines.Of(fact, _headers), fact.Name, next++, out value);
            case FactSource.Query:
                return QueryValues.TryGet(_request.QueryString.Value, fact.Name, next++, ref _queryScratch, out value);
            case FactSource.Claim:
                return TryGetClaim(fact, next++, out value);
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
        return facts;
    }

    private void Release()
    {
        _context = null;
        _request = null!;
        _headers = null!;
        _lines.Forget();
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

    private static bool TryGetCookie(StringValues lines, string name, int index, out ReadOnlySpan<char> value)
    {
        if (lines.Count == 1)
        {
            return CookieHeader.TryGet(lines[0], name, index, out value, out _);
        }

        // HTTP/2 clients may send each cookie in a line of its own.
        foreach (var line in lines)
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

    private bool TryGetClaim(NamedFact fact, int index, out ReadOnlySpan<char> value)
    {
        if (!_claimsRead)
        {
            _claims.Read(_lines.Of(fact, _headers).ToString());
            _claimsRead = true;
        }

        return _claims.TryGet(fact.Name, index, out value);
    }
}
