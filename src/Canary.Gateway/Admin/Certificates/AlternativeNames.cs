using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Canary.Gateway.Admin.Certificates;

/// <summary>Reads the URIs of a certificate's subject alternative names (RFC 5280 4.2.1.6), which the framework does not tell.</summary>
internal static class AlternativeNames
{
    private const string Extension = "2.5.29.17";

    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>The URIs; none where the extension is missing or can't be read.</summary>
    public static IReadOnlyList<string> Uris(X509Certificate2 certificate)
    {
        var found = new List<string>();
        if (certificate.Extensions[Extension] is not { } extension)
        {
            return found;
        }

        try
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag().HasSameClassAndValue(UriTag))
                {
                    found.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag));
                }
                else
                {
                    names.ReadEncodedValue();
                }
            }

            return found;
        }
        catch (AsnContentException)
        {
            return [];
        }
    }
}
