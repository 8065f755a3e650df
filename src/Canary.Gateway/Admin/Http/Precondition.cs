using Canary.Gateway.Storage;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Canary.Gateway.Admin.Http;

/// <summary>What <c>If-Match</c> and <c>If-None-Match</c> of a write ask for.</summary>
internal sealed class Precondition
{
    // Beyond this many other writers in a row, 412 is the better answer.
    private const int MostAttempts = 10;

    private readonly bool _mustNotExist;
    private readonly bool _mustExist;
    private readonly IReadOnlyList<long> _revisions;

    private Precondition(bool mustNotExist, bool mustExist, IReadOnlyList<long> revisions) =>
        (_mustNotExist, _mustExist, _revisions) = (mustNotExist, mustExist, revisions);

    /// <summary>Whether the service must not exist.</summary>
    public bool MustNotExist => _mustNotExist;

    /// <summary>Reads the headers. Weak and malformed tags are a problem, as an ignored condition would lose an update.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mayCreate">Whether <c>If-None-Match: *</c> means something to the call.</param>
    /// <param name="problem">What is wrong, where the result is null.</param>
    public static Precondition? Read(HttpRequest request, bool mayCreate, out Problem? problem)
    {
        var (match, noneMatch) = (request.Headers.IfMatch, request.Headers.IfNoneMatch);
        problem = null;
        if (noneMatch.Count > 0)
        {
            problem = (mayCreate, noneMatch.ToString().Trim()) switch
            {
                (false, _) => Problems.InvalidHeader("If-None-Match", "has no meaning for this call, which takes If-Match only."),
                (true, not "*") => Problems.InvalidHeader("If-None-Match", $"must be * (create, and never replace), but is '{noneMatch}'."),
                _ when match.Count > 0 => Problems.InvalidHeader("If-None-Match", "can't go with If-Match: one asks for the service not to exist, the other for it to exist."),
                _ => null,
            };
            return problem is null ? new Precondition(true, false, []) : null;
        }

        return match.Count == 0 ? new Precondition(false, false, []) : ReadMatch(match, out problem);
    }

    /// <summary>Writes under the precondition: where several revisions would do, the store is told the one that it has.</summary>
    /// <param name="knownRevision">The service's revision as far as this gateway knows, or null.</param>
    /// <param name="write">Writes under a condition.</param>
    /// <param name="resultOf">The store's answer, or null where it was not asked.</param>
    public async Task<T> WriteAsync<T>(long? knownRevision, Func<WriteCondition, Task<T>> write, Func<T, WriteResult?> resultOf)
    {
        var condition = First(knownRevision);
        for (var attempt = 1; ; attempt++)
        {
            var written = await write(condition);
            if (attempt == MostAttempts || resultOf(written) is not WriteResult.Mismatch { CurrentRevision: { } current } || !Accepts(current))
            {
                return written;
            }

            condition = WriteCondition.MustBe(current);
        }
    }

    private static Precondition? ReadMatch(StringValues match, out Problem? problem)
    {
        problem = null;
        if (!EntityTagHeaderValue.TryParseStrictList([.. match.OfType<string>()], out var tags) || tags.Count == 0)
        {
            problem = Problems.InvalidHeader("If-Match", $"must be *, or entity tags as \"42\" (quotes included) separated by commas, but is '{match}'.");
        }
        else if (tags.Any(tag => tag.IsWeak))
        {
            problem = Problems.InvalidHeader("If-Match", $"has a weak tag (W/), which can't guard a write, in '{match}'; send the ETag as it was given.");
        }
        else if (tags.Count > 1 && tags.Any(tag => tag.Tag == "*"))
        {
            problem = Problems.InvalidHeader("If-Match", $"has * among other tags, in '{match}'; * stands alone.");
        }

        return problem is not null ? null
            : tags![0].Tag == "*" ? new Precondition(false, true, [])
            : new Precondition(false, false, [.. tags.Select(EntityTag.RevisionOf)]);
    }

    private WriteCondition First(long? knownRevision)
    {
        if (_mustNotExist)
        {
            return WriteCondition.MustNotExist;
        }

        if (!_mustExist && _revisions.Count == 0)
        {
            return WriteCondition.None;
        }

        return WriteCondition.MustBe(
            knownRevision is { } known && Accepts(known) ? known : _mustExist ? EntityTag.NoRevision : _revisions[0]);
    }

    private bool Accepts(long revision) => _mustExist || _revisions.Contains(revision);
}
