using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Canary.Gateway.Discovery.Registries;

namespace Canary.Gateway.Discovery.Kubernetes;

/// <summary>Makes the HTTP handler that trusts the API server by the cluster's own certificates.</summary>
internal static class KubernetesHandler
{
    /// <summary>A handler.</summary>
    /// <param name="certificatePath">The certificates, read again at each connection, as clusters renew them; null: what the system trusts.</param>
    public static SocketsHttpHandler Create(string? certificatePath)
    {
        var handler = RegistryHandler.Create();
        if (certificatePath is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificatePath, certificate, chain, errors);
        }

        return handler;
    }

    /// <summary>Whether a certificate is for the name that was asked for, and signed by one of those in the file.</summary>
    public static bool IsTrusted(string certificatePath, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        foreach (var element in sent?.ChainElements.AsEnumerable() ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        try
        {
            chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(certificatePath);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new IOException($"the certificates in {certificatePath} cannot be read: {problem.Message}", problem);
        }

        using var own = new X509Certificate2(certificate);
        return chain.Build(own);
    }
}
