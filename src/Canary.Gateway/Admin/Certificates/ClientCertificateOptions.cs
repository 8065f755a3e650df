namespace Canary.Gateway.Admin.Certificates;

/// <summary>Certificates of callers on <c>https://</c> admin listeners (mutual TLS): the settings under <c>Canary:Admin:ClientCertificates</c>.</summary>
internal sealed class ClientCertificateOptions
{
    /// <summary>Whether clients are asked for a certificate. Default <see cref="ClientCertificateUse.None"/>.</summary>
    public ClientCertificateUse Use { get; set; }

    /// <summary>PEM file with the certificates of the authorities that sign those of clients, read again when it changes. Default none.</summary>
    public string? Authorities { get; set; }

    /// <summary>Who has which certificate, and which role comes with it. Default nobody: a certificate lets a client connect and no more.</summary>
    public IList<CertificateHolderOptions> Holders { get; set; } = [];
}

/// <summary>Whether clients are asked for a certificate.</summary>
internal enum ClientCertificateUse
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>They may have one. One that is not good is refused all the same.</summary>
    Optional,

    /// <summary>Without a good one there is no connection.</summary>
    Required,
}

/// <summary>One holder of certificates; exactly one of <see cref="Subject"/>, <see cref="DnsName"/> and <see cref="Uri"/> says which.</summary>
internal sealed class CertificateHolderOptions
{
    /// <summary>What audit and history call the holder. 1 to 100 printable characters, unique among holders and keys.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public string Role { get; set; } = "";

    /// <summary>The certificate's whole subject, as <c>CN=deploy, O=Example</c>. Default none.</summary>
    public string? Subject { get; set; }

    /// <summary>A DNS name of its subject alternative names. Default none.</summary>
    public string? DnsName { get; set; }

    /// <summary>A URI of its subject alternative names, as <c>spiffe://example.com/deploy</c>. Default none.</summary>
    public string? Uri { get; set; }
}
