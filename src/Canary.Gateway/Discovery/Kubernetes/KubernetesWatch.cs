using Canary.Core.Services;
using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery.Kubernetes;

/// <summary>Follows the endpoint slices of one service: lists them once, then watches what changes after the list's version.</summary>
internal sealed class KubernetesWatch(KubernetesQuestions questions, KubernetesDiscoveryConfig wanted) : IDestinationWatch
{
    private static readonly TimeSpan Briefest = TimeSpan.FromSeconds(1);

    private readonly EndpointSlices _slices = new(wanted);
    private KubernetesStream? _stream;
    private string? _version;
    private long _listed;
    private bool _hasHeard;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DestinationConfig>> NextAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var isNews = _version is null ? await ListAsync(cancellation) : await FollowAsync(_version, cancellation);
                if (isNews)
                {
                    return questions.Client.Read(default, _ => _slices.Destinations());
                }
            }
        }
        catch
        {
            // Whatever it was, what is known may be wrong from here on.
            Forget();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private async Task<bool> ListAsync(CancellationToken cancellation)
    {
        var json = await questions.ListAsync(cancellation);
        _version = questions.Client.Read(json, list => _slices.Replace(list.Span));
        _listed = questions.Client.Time.GetTimestamp();
        return true;
    }

    private async Task<bool> FollowAsync(string version, CancellationToken cancellation)
    {
        if (_stream is null)
        {
            _hasHeard = false;
            _stream = await questions.WatchAsync(version, cancellation);
            if (_stream is null)
            {
                return Gone();
            }
        }

        var lines = await _stream.ReadAsync(cancellation);
        if (lines is null)
        {
            return Ended();
        }

        var isNews = false;
        foreach (var line in lines)
        {
            var change = questions.Client.Read(line, json => _slices.Apply(json.Span));
            switch (change.Error)
            {
                case null:
                    _version = change.Version;
                    _hasHeard = true;
                    isNews |= change.IsNews;
                    break;
                case 410:
                    return Gone();
                default:
                    throw questions.Client.Failure(FormattableString.Invariant($"ended the watch of endpoint slices of service {Quoted.Text(wanted.Service)} with error {change.Error} and {Quoted.Text(change.Message ?? "")}"));
            }
        }

        return isNews;
    }

    // The server does not remember the version: the list has to be read again. Where that was just done, doing so at once would not end.
    private bool Gone()
    {
        if (questions.Client.Time.GetElapsedTime(_listed) < Briefest)
        {
            throw questions.Client.Failure("no longer knows the version of the list that it has just given");
        }

        Forget();
        return false;
    }

    // Watches end every few minutes, and are taken up again where they ended.
    private bool Ended()
    {
        var isStrange = !_hasHeard && _stream!.Age < Briefest;
        _stream!.Dispose();
        _stream = null;
        return isStrange ? throw questions.Client.Failure("ended a watch at once") : false;
    }

    private void Forget()
    {
        _stream?.Dispose();
        _stream = null;
        _version = null;
    }
}
