using Microsoft.AspNetCore.Http.Features;

namespace Canary.Gateway.Proxy.WebSockets;

/// <summary>The server's way to upgrade one request to a WebSocket, by HTTP/1.1 or HTTP/2, which keeps hold of the client's side.</summary>
internal sealed class WatchedUpgrade : IHttpUpgradeFeature, IHttpExtendedConnectFeature, IDisposable
{
    private readonly OpenWebSockets _open;
    private readonly HttpContext _context;
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;
    private readonly string _service;
    private readonly string _variant;
    private ClosableSocket? _socket;

    private WatchedUpgrade(OpenWebSockets open, HttpContext context, IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect, string service, string variant) =>
        (_open, _context, _upgrade, _connect, _service, _variant) = (open, context, upgrade, connect, service, variant);

    /// <inheritdoc/>
    public bool IsUpgradableRequest => _upgrade?.IsUpgradableRequest == true;

    /// <inheritdoc/>
    public bool IsExtendedConnect => _connect?.IsExtendedConnect == true;

    /// <inheritdoc/>
    public string? Protocol => _connect?.Protocol;

    /// <summary>Puts itself in the server's place for a request that asks for a WebSocket; null for any other.</summary>
    public static WatchedUpgrade? Begin(OpenWebSockets open, HttpContext context, string service, string variant)
    {
        var upgrade = context.Features.Get<IHttpUpgradeFeature>();
        var connect = context.Features.Get<IHttpExtendedConnectFeature>();
        var asks = (upgrade is { IsUpgradableRequest: true } && IsWebSocket(context.Request.Headers.Upgrade.ToString()))
            || (connect is { IsExtendedConnect: true } && IsWebSocket(connect.Protocol));
        if (!asks)
        {
            return null;
        }

        var watched = new WatchedUpgrade(open, context, upgrade, connect, service, variant);
        if (upgrade is not null)
        {
            context.Features.Set<IHttpUpgradeFeature>(watched);
        }

        if (connect is not null)
        {
            context.Features.Set<IHttpExtendedConnectFeature>(watched);
        }

        return watched;
    }

    /// <inheritdoc/>
    public async Task<Stream> UpgradeAsync() => Hold(await _upgrade!.UpgradeAsync());

    /// <inheritdoc/>
    public async ValueTask<Stream> AcceptAsync() => Hold(await _connect!.AcceptAsync());

    /// <summary>The request is over.</summary>
    public void Dispose()
    {
        if (_upgrade is not null)
        {
            _context.Features.Set(_upgrade);
        }

        if (_connect is not null)
        {
            _context.Features.Set(_connect);
        }

        if (_socket is not null)
        {
            _open.Remove(_socket);
        }
    }

    private ClosableSocket Hold(Stream client)
    {
        _socket = new ClosableSocket(client, _context);
        _open.Add(_socket, _service, _variant);
        return _socket;
    }

    private static bool IsWebSocket(string? protocol) => string.Equals(protocol, "websocket", StringComparison.OrdinalIgnoreCase);
}
