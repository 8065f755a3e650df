using System.Net.Security;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy.Listeners;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Canary.Gateway.Admin.Certificates;

/// <summary>TLS of the admin listener: its own certificate, and what it asks of clients'.</summary>
internal sealed class AdminTls
{
    private const string CertificateKey = "Canary:Admin:Certificate:Path";
    private const string ClientsKey = "Canary:Admin:ClientCertificates";

    private readonly CertificateState _certificate;
    private readonly ClientAuthorities? _authorities;
    private readonly ClientCertificateUse _use;

    private AdminTls(CertificateState certificate, ClientAuthorities? authorities, ClientCertificateUse use) =>
        (_certificate, _authorities, _use) = (certificate, authorities, use);

    /// <summary>What is read again when its file changes.</summary>
    public IReadOnlyList<IRefreshedFile> Files => _authorities is null ? [_certificate] : [_certificate, _authorities];

    /// <summary>Reads the settings, and adds one line to <paramref name="problems"/> for everything that is wrong with them.</summary>
    /// <returns>Null where no listener speaks TLS, or something is wrong.</returns>
    public static AdminTls? Read(AdminOptions options, AdminListeners listeners, GatewayServices services, List<string> problems)
    {
        var clients = options.ClientCertificates;
        if (clients.Use == ClientCertificateUse.None && (clients.Holders.Count > 0 || !string.IsNullOrEmpty(clients.Authorities)))
        {
            problems.Add($"{ClientsKey}:Use is None, but there are Authorities or Holders: it must be Optional or Required for them to count");
        }

        if (clients.Use != ClientCertificateUse.None && !listeners.HasHttps)
        {
            problems.Add($"{ClientsKey}:Use is {clients.Use}, but no listener in Canary:Admin:Urls is https://: certificates of clients need TLS");
        }

        if (clients.Use == ClientCertificateUse.Required && listeners.HasOpenHttp)
        {
            problems.Add($"{ClientsKey}:Use is Required, but Canary:Admin:Urls has an http:// listener that others can reach without a certificate: it must be https://, or on loopback");
        }

        if (!listeners.HasHttps)
        {
            return null;
        }

        var certificate = Load(options.Certificate.Path, CertificateKey, "a PEM file with its key there or in KeyPath, or a PKCS#12 file", problems,
            _ => new CertificateState(new CertificateFile(options.Certificate), services.Loggers.CreateLogger<CertificateState>()));
        var authorities = clients.Use == ClientCertificateUse.None
            ? null
            : Load(clients.Authorities, $"{ClientsKey}:Authorities", "a PEM file with the certificates of the authorities that sign clients'", problems,
                path => new ClientAuthorities(path, services.Time, services.Loggers.CreateLogger<ClientAuthorities>()));
        return certificate is null ? null : new AdminTls(certificate, authorities, clients.Use);
    }

    /// <summary>Sets a listener up.</summary>
    public void Apply(ListenOptions listener) => listener.UseHttps(new TlsHandshakeCallbackOptions
    {
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate.Current,

            // Asks for one; whether it may be missing, the callback decides.
            ClientCertificateRequired = _authorities is not null,
            RemoteCertificateValidationCallback = _authorities?.Callback(_use),
        }),
    });

    private static T? Load<T>(string? path, string key, string allowed, List<string> problems, Func<string, T> load)
        where T : class
    {
        if (string.IsNullOrEmpty(path))
        {
            problems.Add($"{key} is empty: it must be the path of {allowed}");
            return null;
        }

        try
        {
            return load(path);
        }
        catch (Exception e) when (CertificateState.IsBadFile(e))
        {
            problems.Add($"{key} is '{path}', which can't be used ({e.Message.TrimEnd('.')}): it must be the path of {allowed}");
            return null;
        }
    }
}
