using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Canary.Gateway.Console;
using Canary.Gateway.Tests.Admin;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Console;

/// <summary>The console's files as browsers get them.</summary>
public sealed class ConsoleAssetTests
{
    private const int MostBytes = 150 * 1024;

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly ConsoleAssets Assets = ConsoleAssets.Read();

    [Fact]
    public async Task Every_file_is_served_with_its_type_and_under_the_strict_policy()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        foreach (var path in Assets.Paths.Select(path => "/console/" + path).Append("/"))
        {
            var reply = await admin.GetAsync(path);
            reply.Status.ShouldBe(200, path);
            reply.ContentType.ShouldBe(TypeOf(path));
            reply.Headers["Content-Security-Policy"].ShouldBe(Policy);
            reply.Headers["Cross-Origin-Opener-Policy"].ShouldBe("same-origin");
            reply.Headers["Cross-Origin-Resource-Policy"].ShouldBe("same-origin");
            reply.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
            reply.Headers["Referrer-Policy"].ShouldBe("no-referrer");
            reply.Headers["Cache-Control"].ShouldBe("no-cache");
            reply.Headers["Vary"].ShouldBe("Accept-Encoding");
        }
    }

    [Fact]
    public void All_files_together_are_within_the_budget()
    {
        var bytes = Assets.Paths.Sum(path => Assets.Find(path)!.In("br").Length);
        Figures.Report("The console, compressed", string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024d:0.0} KB in {Assets.Paths.Count} files"));
        bytes.ShouldBeInRange(1, MostBytes);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("identity", null)]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("BR", "br")]
    [InlineData("br;q=0, gzip;q=0.1", "gzip")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("*;q=0", null)]
    [InlineData("zstd", null)]
    [InlineData("br;q=nonsense", null)]
    public async Task A_file_is_compressed_as_the_client_takes_it(string? accepted, string? coding)
    {
        await using var admin = await AdminUnderTest.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (accepted is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        }

        using var answer = await admin.Client.SendAsync(request);
        answer.Content.Headers.ContentEncoding.ShouldBe(coding is null ? [] : [coding]);
        var body = await answer.Content.ReadAsByteArrayAsync();
        answer.Content.Headers.ContentLength.ShouldBe(body.Length);
        Decoded(body, coding).ShouldBe(Assets.Find(ConsoleAssets.Page)!.In(AcceptedEncoding.Identity));
    }

    [Fact]
    public async Task A_file_that_the_browser_has_is_not_sent_again_and_each_form_has_its_own_tag()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var plain = await admin.GetAsync("/");
        var packed = await admin.GetAsync("/", ("Accept-Encoding", "br"));
        packed.ETag.ShouldNotBe(plain.ETag);
        foreach (var known in new[] { packed.ETag!, "W/" + packed.ETag, $"\"other\", {packed.ETag}", "*" })
        {
            var again = await admin.GetAsync("/", ("Accept-Encoding", "br"), ("If-None-Match", known));
            (again.Status, again.Text, again.ETag, again.Headers["Cache-Control"]).ShouldBe((304, "", packed.ETag, "no-cache"), known);
        }

        foreach (var other in new[] { plain.ETag!, "\"\"", "nonsense" })
        {
            (await admin.GetAsync("/", ("Accept-Encoding", "br"), ("If-None-Match", other))).Status.ShouldBe(200, other);
        }
    }

    [Fact]
    public async Task A_head_request_has_the_same_headers_and_no_body()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var get = await admin.GetAsync("/");
        var head = await admin.SendAsync(HttpMethod.Head, "/");
        (head.Status, head.Text, head.ETag, head.Headers["Content-Length"]).ShouldBe((200, "", get.ETag, get.Headers["Content-Length"]));
    }

    [Theory]
    [InlineData("/console/")]
    [InlineData("/console/nothing.js")]
    [InlineData("/console/INDEX.HTML")]
    [InlineData("/console/..%2fappsettings.json")]
    [InlineData("/console/%2e%2e/appsettings.json")]
    [InlineData("/console//etc/passwd")]
    public async Task Nothing_but_the_files_is_served(string path)
    {
        await using var admin = await AdminUnderTest.StartAsync();

        (await admin.GetAsync(path)).Status.ShouldBe(404);
    }

    [Fact]
    public void Pages_have_no_script_or_style_within_them_and_nothing_of_elsewhere()
    {
        foreach (var path in Assets.Paths.Where(path => path.EndsWith(".html", StringComparison.Ordinal)))
        {
            var text = System.Text.Encoding.UTF8.GetString(Assets.Find(path)!.In(AcceptedEncoding.Identity));
            Regex.Matches(text, "<script(?![^>]*\\bsrc=)|<style\\b|\\son[a-z]+=|\\sstyle=|(?:src|href)=\"(?:https?:)?//", RegexOptions.IgnoreCase).Select(match => match.Value).ShouldBeEmpty(path);
        }
    }

    private static byte[] Decoded(byte[] body, string? coding)
    {
        using var from = new MemoryStream(body);
        using Stream through = coding switch { "br" => new BrotliStream(from, CompressionMode.Decompress), "gzip" => new GZipStream(from, CompressionMode.Decompress), _ => from };
        using var to = new MemoryStream();
        through.CopyTo(to);
        return to.ToArray();
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".js" => "text/javascript",
        ".css" => "text/css",
        ".json" => "application/json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".woff2" => "font/woff2",
        ".html" => "text/html",
        "" when path == "/" => "text/html",
        _ => "text/plain",
    };
}
