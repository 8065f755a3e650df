using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Canary.Cli.Running;

namespace Canary.Cli.Contexts;

/// <summary>Files that TLS to the gateway needs beyond what the system has.</summary>
/// <param name="CaFile">PEM of the authorities that the gateway's certificate may be from, instead of the system's; or null.</param>
/// <param name="CertificateFile">PEM of the certificate that is shown to the gateway; or null.</param>
/// <param name="CertificateKeyFile">PEM of its key; null: it is in the same file.</param>
internal sealed record TlsFiles(string? CaFile, string? CertificateFile, string? CertificateKeyFile)
{
    /// <summary>Sets up a handler's TLS.</summary>
    /// <exception cref="CommandException">A file can't be used.</exception>
    public void ApplyTo(SslClientAuthenticationOptions options)
    {
        try
        {
            if (CaFile is not null)
            {
                var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                policy.CustomTrustStore.ImportFromPemFile(CaFile);
                options.CertificateChainPolicy = policy;
            }

            if (CertificateFile is not null)
            {
                options.ClientCertificates = [X509Certificate2.CreateFromPemFile(CertificateFile, CertificateKeyFile)];
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw CommandException.Invalid($"A certificate can't be used ({string.Join(", ", new[] { CaFile, CertificateFile, CertificateKeyFile }.OfType<string>())}): {problem.Message}");
        }
    }
}
