using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Canary.Gateway.Proxy.Listeners;

namespace Canary.Gateway.Admin.Certificates;

/// <summary>The authorities that sign clients' certificates. Written by <see cref="Refresh"/>, read by handshakes.</summary>
internal sealed partial class ClientAuthorities : IRefreshedFile
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private byte[] _bytes;
    private X509Certificate2Collection _current;

    /// <summary>Loads the file.</summary>
    /// <param name="path">A PEM file.</param>
    /// <param name="time">The clock of certificates' ends.</param>
    /// <param name="logger">Told of changes.</param>
    /// <exception cref="CryptographicException">It has no certificate, or one that can't be read.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public ClientAuthorities(string path, TimeProvider time, ILogger logger)
    {
        (_path, _time, _logger) = (path, time, logger);
        _bytes = File.ReadAllBytes(path);
        _current = Load(_bytes);
    }

    /// <summary>Whether a certificate is signed by one of them for clients, and in its time. Revocation is not asked for.</summary>
    /// <param name="certificate">What the client sent.</param>
    /// <param name="sent">The chain that it sent with it, or null.</param>
    public bool Accept(X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Volatile.Read(ref _current));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.ExtraStore.AddRange(Volatile.Read(ref _current));
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }

        var isGood = chain.Build(certificate);
        if (!isGood)
        {
            Log.Refused(_logger, certificate.Subject, string.Join(", ", chain.ChainStatus.Select(status => status.Status)));
        }

        return isGood;
    }

    /// <summary>What a handshake does with a client's certificate.</summary>
    /// <param name="use">Whether it may be missing.</param>
    public RemoteCertificateValidationCallback Callback(ClientCertificateUse use) => (_, certificate, chain, _) =>
        certificate is null ? use != ClientCertificateUse.Required : certificate is X509Certificate2 full && Accept(full, chain);

    /// <inheritdoc/>
    public void Refresh()
    {
        try
        {
            var bytes = File.ReadAllBytes(_path);
            if (bytes.AsSpan().SequenceEqual(_bytes))
            {
                return;
            }

            _bytes = bytes;
            Volatile.Write(ref _current, Load(bytes));
            Log.Renewed(_logger, _path);
        }
        catch (Exception e) when (CertificateState.IsBadFile(e))
        {
            Log.Unusable(_logger, _path, e.Message);
        }
    }

    private static X509Certificate2Collection Load(byte[] bytes)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(System.Text.Encoding.UTF8.GetString(bytes));
        return authorities.Count > 0 ? authorities : throw new CryptographicException("The file has no certificate.");
    }

    private static partial class Log
    {
        [LoggerMessage(1440, LogLevel.Warning, "A client's certificate was refused: {Subject}, {Reasons}")]
        public static partial void Refused(ILogger logger, string subject, string reasons);

        [LoggerMessage(1441, LogLevel.Information, "The authorities of client certificates in {Path} are in force")]
        public static partial void Renewed(ILogger logger, string path);

        [LoggerMessage(1442, LogLevel.Error, "The authorities of client certificates in {Path} can't be used, the old ones stay: {Reason}")]
        public static partial void Unusable(ILogger logger, string path, string reason);
    }
}
