using System.Net.Security;
using System.Text;
using Canary.Gateway.Proxy.Admission;
using Canary.Gateway.Proxy.Guarding;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Canary.Gateway.Proxy.Listeners;

/// <summary>The data plane's listeners, their certificate and their limits.</summary>
internal sealed class ProxyListeners
{
    private readonly IReadOnlyList<ListenerAddress> _addresses;

    private ProxyListeners(IReadOnlyList<ListenerAddress> addresses, CertificateState? certificate) =>
        (_addresses, Certificate) = (addresses, certificate);

    /// <summary>The certificate of <c>https://</c> listeners, null where there are none.</summary>
    public CertificateState? Certificate { get; }

    /// <summary>Reads the settings.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="loggers">For what happens to the certificate later.</param>
    /// <param name="problems">Receives one line for each setting that is wrong.</param>
    public static ProxyListeners Parse(ProxyOptions options, ILoggerFactory loggers, List<string> problems)
    {
        var addresses = ListenerAddress.ParseAll("Canary:Proxy:Urls", options.Urls, priorKnowledge: false, problems);
        addresses.AddRange(ListenerAddress.ParseAll("Canary:Proxy:H2cUrls", options.H2cUrls, priorKnowledge: true, problems));
        if (addresses.Count == 0 && problems.Count == 0)
        {
            problems.Add($"Canary:Proxy:Urls: '{options.Urls}' has no listener; allowed: one or more URLs such as http://0.0.0.0:8080, separated by ';'");
        }

        return new ProxyListeners(addresses, addresses.Any(a => a.IsHttps) ? LoadCertificate(options.Certificate, loggers, problems) : null);
    }

    /// <summary>Sets the server up.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="limits">What clients may ask of it.</param>
    /// <param name="gate">Lets connections in.</param>
    public void Configure(KestrelServerOptions kestrel, ProxyLimits limits, ConnectionGate gate)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;

        // Header values that are not ASCII pass byte for byte: clients' as UTF-8 (refused where they are not), backends' as Latin-1.
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;

        kestrel.RequestHeaderEncodingSelector = HeaderDecoding.Of;

        ServerLimits.Apply(limits, kestrel.Limits);
        foreach (var address in _addresses)
        {
            address.Listen(kestrel, listener =>
            {
                listener.Protocols = address.Protocols;
                gate.Guard(listener, address.IsHttps);
                if (address.IsHttps)
                {
                    UseTls(listener, Certificate!, limits.HeadersTimeout);
                }
            });
        }
    }

    private static void UseTls(ListenOptions listener, CertificateState certificate, TimeSpan handshakeTimeout) =>
        listener.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = handshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current }),
        });

    private static CertificateState? LoadCertificate(CertificateOptions options, ILoggerFactory loggers, List<string> problems)
    {
        if (string.IsNullOrEmpty(options.Path))
        {
            problems.Add("Canary:Proxy:Certificate:Path: '' is empty, but Canary:Proxy:Urls has an https:// listener; allowed: the path of a PEM or PKCS#12 file");
            return null;
        }

        try
        {
            return new CertificateState(new CertificateFile(options), loggers.CreateLogger<CertificateState>());
        }
        catch (Exception e) when (CertificateState.IsBadFile(e))
        {
            problems.Add($"Canary:Proxy:Certificate:Path: '{options.Path}' can't be used ({e.Message.TrimEnd('.')}); allowed: a PEM file with its key there or in KeyPath, or a PKCS#12 file");
            return null;
        }
    }
}
