using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Canary.Gateway.Admin.Access;

namespace Canary.Gateway.Admin.Certificates;

/// <summary>Callers by client certificates. Whether a certificate is good was decided in the handshake; this says whose it is. Never changes.</summary>
internal sealed class CertificateHolders
{
    private const string Key = "Canary:Admin:ClientCertificates";

    private readonly List<(string Label, Caller Caller)> _holders = [];

    private CertificateHolders()
    {
    }

    /// <summary>Whether no certificate makes anybody a caller.</summary>
    public bool IsEmpty => _holders.Count == 0;

    /// <summary>Reads the settings, and adds one line to <paramref name="problems"/> for everything that is wrong with them.</summary>
    public static CertificateHolders Read(ClientCertificateOptions options, CallerNames names, List<string> problems)
    {
        var holders = new CertificateHolders();
        for (var i = 0; i < options.Holders.Count; i++)
        {
            var (holder, key, before) = (options.Holders[i], $"{Key}:Holders:{i}", problems.Count);
            names.Take(holder.Name, key, problems);
            var role = RoleNames.Read(holder.Role, key, problems);
            var label = ReadLabel(holder, key, problems);
            if (holders._holders.Any(other => other.Label == label))
            {
                problems.Add($"{key} is for the same certificates as another holder: a certificate must have one");
            }

            if (problems.Count == before)
            {
                holders._holders.Add((label, new Caller(holder.Name, role, CredentialKind.Certificate)));
            }
        }

        return holders;
    }

    /// <summary>Whose a certificate is. One of nobody is as none; the first holder in the settings' order counts.</summary>
    public Identity Find(X509Certificate2 certificate)
    {
        var labels = LabelsOf(certificate).ToHashSet(StringComparer.Ordinal);
        foreach (var (label, caller) in _holders)
        {
            if (labels.Contains(label))
            {
                return new Identity.Known(caller);
            }
        }

        return Identity.Missing;
    }

    private static IEnumerable<string> LabelsOf(X509Certificate2 certificate)
    {
        yield return "subject " + certificate.SubjectName.Name;
        foreach (var names in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            foreach (var name in names.EnumerateDnsNames())
            {
                yield return "dns " + name.ToLowerInvariant();
            }
        }

        foreach (var uri in AlternativeNames.Uris(certificate))
        {
            yield return "uri " + uri;
        }
    }

    private static string ReadLabel(CertificateHolderOptions holder, string key, List<string> problems)
    {
        var (subject, dns, uri) = (holder.Subject ?? "", holder.DnsName ?? "", holder.Uri ?? "");
        if ((subject.Length > 0 ? 1 : 0) + (dns.Length > 0 ? 1 : 0) + (uri.Length > 0 ? 1 : 0) != 1)
        {
            problems.Add($"{key} must have exactly one of Subject, DnsName and Uri: what tells the holder's certificates from others'");
            return "";
        }

        return dns.Length > 0 ? "dns " + dns.ToLowerInvariant() : uri.Length > 0 ? "uri " + uri : "subject " + ReadSubject(subject, key, problems);
    }

    // Read and written again, so that spaces and the way of quoting do not matter.
    private static string ReadSubject(string subject, string key, List<string> problems)
    {
        try
        {
            return new X500DistinguishedName(new X500DistinguishedName(subject).RawData).Name;
        }
        catch (CryptographicException)
        {
            problems.Add($"{key}:Subject is '{subject}': it must be a subject as certificates have it, as CN=deploy, O=Example");
            return "";
        }
    }
}
