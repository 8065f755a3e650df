using System.Net;
using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>The facts of a described request, read by the same code as a live request's, so that the explanation is what would happen.</summary>
public sealed class DescribedRequest : RequestFacts
{
    private readonly RequestDescription _description;
    private readonly TimeProvider _clock;
    private readonly string _path;
    private readonly Dictionary<string, List<string>> _headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly BearerClaims _claims = new();
    private char[] _scratch = [];
    private ulong _draws;

    /// <summary>Takes a description. The clock only bounds the time of regexes.</summary>
    public DescribedRequest(RequestDescription description, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(clock);
        _description = description;
        _clock = clock;
        _path = RequestPath.FromRaw(description.Path);
        foreach (var (name, values) in description.Headers)
        {
            if (!_headers.TryGetValue(name, out var all))
            {
                _headers[name] = all = [];
            }

            // As the server reads them off the wire: without white space around.
            all.AddRange(values.Select(value => value.Trim(' ', '\t')));
        }

        _claims.Read(_headers.TryGetValue("Authorization", out var authorization) && authorization.Count > 0 ? authorization[0] : "");
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Method => _description.Method;

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Path => _path;

    /// <inheritdoc/>
    public override IPAddress? RemoteAddress => _description.RemoteAddress;

    /// <inheritdoc/>
    public override long ElapsedMicroseconds => (long)_clock.GetElapsedTime(0).TotalMicroseconds;

    /// <inheritdoc/>
    public override bool TryGetNext(NamedFact fact, scoped ref int next, out ReadOnlySpan<char> value) => fact.Source switch
    {
        FactSource.Header => TryGetAt(_headers.GetValueOrDefault(fact.Name), next++, out value),
        FactSource.Cookie => TryGetCookie(fact.Name, next++, out value),
        FactSource.Query => QueryValues.TryGet(_description.Query, fact.Name, next++, ref _scratch, out value),
        FactSource.Claim => TryGetClaim(fact.Name, next++, out value),
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact.Source, "Not a source of facts."),
    };

    /// <inheritdoc/>
    public override ulong NextRandom() => SplitMix64.At(_description.Seed, _draws++);

    private bool TryGetCookie(string name, int index, out ReadOnlySpan<char> value)
    {
        foreach (var line in _headers.GetValueOrDefault("Cookie") ?? [])
        {
            if (CookieHeader.TryGet(line, name, index, out value, out var found))
            {
                return true;
            }

            index -= found;
        }

        var isThere = _description.Cookies.TryGetValue(name, out var cookie) && index == 0;
        value = isThere ? cookie : default;
        return isThere;
    }

    private bool TryGetClaim(string name, int index, out ReadOnlySpan<char> value)
    {
        var given = _description.Claims.GetValueOrDefault(name);
        return TryGetAt(given, index, out value) || _claims.TryGet(name, index - (given?.Count ?? 0), out value);
    }

    private static bool TryGetAt(IReadOnlyList<string>? values, int index, out ReadOnlySpan<char> value)
    {
        var isThere = values is not null && index < values.Count;
        value = isThere ? values![index] : default;
        return isThere;
    }
}
