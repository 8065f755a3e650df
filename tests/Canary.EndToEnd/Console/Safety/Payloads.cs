namespace Canary.EndToEnd.Console.Safety;

/// <summary>Texts that a page takes for script, markup or an address where it is careless. Each that runs sets <c>window.__hit</c>; each that loads asks another origin.</summary>
internal static class Payloads
{
    /// <summary>At most 63 characters each, so that every field takes them.</summary>
    public static readonly string[] All =
    [
        "<script>window.__hit=1</script>",
        "<img src=x onerror=window.__hit=1>",
        "\"><svg onload=window.__hit=1>",
        "'onmouseover='window.__hit=1' autofocus onfocus='window.__hit=1",
        "\" autofocus onfocus=\"window.__hit=1",
        "javascript:window.__hit=1",
        "</title></textarea></script><script>window.__hit=1</script>",
        "{{constructor.constructor('window.__hit=1')()}}",
        "${window.__hit=1}",
        "<a href=javascript:window.__hit=1 autofocus>x</a>",
        "<iframe src=javascript:parent.__hit=1>",
        "<math><style><img src=x onerror=window.__hit=1>",
        "<details open ontoggle=window.__hit=1>x",
        "<style>@import'//evil.example.com/x'</style>",
        "<img src=//evil.example.com/pixel>",
        "<base href=//evil.example.com/>",
        "<meta http-equiv=refresh content=0;url=//evil.example.com>",
        "<form action=//evil.example.com><button autofocus>x",
        "__proto__",
        "constructor",
        "&lt;b&gt; &amp;amp; %3Cb%3E \u202Egnp.exe",
    ];

    /// <summary>Without what a path of a service must not have.</summary>
    public static string AsPath(string payload) => "/" + payload.Replace("//", "/", StringComparison.Ordinal).Replace("%", "", StringComparison.Ordinal).Trim('/');
}
