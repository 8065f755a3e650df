using Canary.Core.Comparison;
using Canary.Core.Services.Traffic;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>Keeps what is compared of the answer that a client gets, while it gets it.</summary>
/// <remarks>Written by the request; what it <see cref="Finish"/>es with is read by the copy, which may <see cref="Close"/> it at any time.</remarks>
internal sealed class AnswerCapture(ComparisonConfig config)
{
    private readonly Lock _lock = new();
    private ComparableAnswer? _head;
    private BoundedBytes? _body;
    private bool _isClosed;

    /// <summary>A backend answered: its body is to be kept. Of several, the last one counts.</summary>
    public void Watch(HttpResponseMessage answer)
    {
        var body = new BoundedBytes(config.MaxBody, answer.Content.Headers.ContentLength ?? 0);
        lock (_lock)
        {
            _body?.Close();
            (_head, _body) = (AnswerHead.Of(answer, config), body);
            if (_isClosed)
            {
                body.Close();
            }
        }

        answer.Content = new TeeContent(answer.Content, body);
    }

    /// <summary>The whole answer, once the client has it; null where no backend gave one.</summary>
    public ComparableAnswer? Finish()
    {
        lock (_lock)
        {
            return _body is null || _isClosed ? null : _head! with { Body = _body.Written, IsCut = _body.IsCut };
        }
    }

    /// <summary>Lets go of what was kept. What <see cref="Finish"/> gave must not be read any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _body?.Close();
        }
    }
}
