using System.Net.Security;
using System.Security.Cryptography;

namespace Canary.Gateway.Proxy.Listeners;

/// <summary>Holds the certificate that new TLS connections get. Written by <see cref="CertificateReload"/>, read by handshakes.</summary>
internal sealed partial class CertificateState : IRefreshedFile
{
    private readonly CertificateFile _file;
    private readonly ILogger _logger;
    private byte[] _bytes;
    private SslStreamCertificateContext _current;

    /// <summary>Loads the certificate.</summary>
    /// <exception cref="CryptographicException">The content is not a certificate with its private key, or the password is wrong.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public CertificateState(CertificateFile file, ILogger logger)
    {
        _file = file;
        _logger = logger;
        _bytes = file.ReadBytes();
        _current = file.Load();
    }

    /// <summary>The certificate in force and its chain.</summary>
    public SslStreamCertificateContext Current => Volatile.Read(ref _current);

    /// <summary>Whether <paramref name="exception"/> is one of those that a bad or missing file throws.</summary>
    public static bool IsBadFile(Exception exception) => exception is CryptographicException or IOException or UnauthorizedAccessException;

    /// <summary>Takes over what the files hold, where it changed and is good. What is bad is logged once, and the old certificate stays.</summary>
    /// <remarks>Contents are compared, not times: mounted secrets are links whose own time never changes. Not for use by two threads at once.</remarks>
    public void Refresh()
    {
        try
        {
            var bytes = _file.ReadBytes();
            if (bytes.AsSpan().SequenceEqual(_bytes))
            {
                return;
            }

            _bytes = bytes;
            var renewed = _file.Load();
            Volatile.Write(ref _current, renewed);
            Log.Renewed(_logger, _file.Path, renewed.TargetCertificate.Subject, renewed.TargetCertificate.NotAfter);
        }
        catch (Exception e) when (IsBadFile(e))
        {
            Log.Refused(_logger, _file.Path, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1200, LogLevel.Information, "The certificate of {Path} is in force: {Subject}, until {NotAfter:u}.")]
        public static partial void Renewed(ILogger logger, string path, string subject, DateTime notAfter);

        [LoggerMessage(1201, LogLevel.Error, "The new certificate of {Path} can't be used, the old one stays: {Reason}")]
        public static partial void Refused(ILogger logger, string path, string reason);
    }
}
