using System.CommandLine;
using System.Text.Json;
using Canary.Cli.Api;
using Canary.Cli.Documents;
using Canary.Cli.Output;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary><c>explain</c>: which variant a request would get, and why.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string> Service = Parsed.Service();
    private static readonly Option<string?> Method = new("--method", "-X") { Description = "The method; GET where it is left out.", HelpName = "method" };
    private static readonly Option<string?> Path = new("--path") { Description = "Path and query, as /cart?id=7; / where it is left out.", HelpName = "path" };
    private static readonly Option<string[]> Header = new("--header", "-H") { Description = "A header, as 'x-user-group: beta'; several times where there are several.", HelpName = "name: value" };
    private static readonly Option<string[]> Cookie = new("--cookie") { Description = "A cookie, as canary-id=alice.", HelpName = "name=value" };
    private static readonly Option<string[]> Claim = new("--claim") { Description = "A claim of the bearer token, as sub=alice.", HelpName = "name=value" };
    private static readonly Option<string?> Ip = new("--ip") { Description = "The client's address.", HelpName = "address" };
    private static readonly Option<string?> Draft = new("--filename", "-f") { Description = "Ask of the service in this file instead, which need not be stored.", HelpName = "file" };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("explain", "Tells which variant a request would get, and why. No backend is asked.") { Service, Method, Path, Header, Cookie, Claim, Ip, Draft }.Runs(terminal, RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var body = JsonText.Element(writer => Write(writer, run));
        var answer = await run.Gateway.SendAsync(HttpMethod.Post, GatewayClient.PathOf(run.Get(Service), "explain"), body, null, run.Cancellation);
        return run.Show(answer.Json, explanation =>
        {
            new Facts()
                .Add("Variant", explanation.TextOf("variant"))
                .Add("Reason", explanation.TextOf("reason"))
                .Add("Rule", explanation.TextOf("rule"))
                .Add("Sticky", explanation.TextOf("stickySource"))
                .Add("Key", explanation.TextOf("stickyKey"))
                .Add("Bucket", explanation.TextOf("bucket"))
                .Add("Weights", ServiceText.Split(explanation))
                .Add("Revision", explanation.TextOf("revision"))
                .Show(run);
            run.Say(PlainLine.Of(explanation.TextOf("detail")));
        });
    }

    private static void Write(Utf8JsonWriter writer, CommandRun run)
    {
        var path = run.Get(Path) ?? "/";
        var query = path.IndexOf('?', StringComparison.Ordinal);
        writer.WriteStartObject();
        writer.WriteString("method", run.Get(Method) ?? "GET");
        writer.WriteString("path", query < 0 ? path : path[..query]);
        writer.WriteString("query", query < 0 ? "" : path[(query + 1)..]);
        WriteLists(writer, "headers", run.Get(Header)!.Select(header => Pair(header, ':', "--header", "'name: value'")));
        writer.WriteStartObject("cookies");
        foreach (var (name, value) in run.Get(Cookie)!.Select(cookie => Pair(cookie, '=', "--cookie", "name=value")).DistinctBy(cookie => cookie.Name))
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        WriteLists(writer, "claims", run.Get(Claim)!.Select(claim => Pair(claim, '=', "--claim", "name=value")));
        if (run.Get(Ip) is { } ip)
        {
            writer.WriteString("remoteIp", ip);
        }

        if (run.Get(Draft) is { } file)
        {
            writer.WritePropertyName("draft");
            DraftOf(run, file).WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static JsonElement DraftOf(CommandRun run, string file)
    {
        var services = DeclaredSet.Read([file], run.Terminal.In).Services;
        return services.FirstOrDefault(service => service.Name == run.Get(Service)) is { } draft
            ? StoredService.ToJson(draft)
            : throw CommandException.Invalid($"'{file}' declares no service '{run.Get(Service)}', but: {string.Join(", ", services.Select(service => service.Name))}.");
    }

    private static void WriteLists(Utf8JsonWriter writer, string name, IEnumerable<(string Name, string Value)> pairs)
    {
        writer.WriteStartObject(name);
        foreach (var one in pairs.GroupBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase))
        {
            writer.WriteStartArray(one.Key);
            foreach (var (_, value) in one)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static (string Name, string Value) Pair(string text, char separator, string option, string form)
    {
        var split = text.IndexOf(separator, StringComparison.Ordinal);
        return split > 0 ? (text[..split].Trim(), text[(split + 1)..].Trim()) : throw CommandException.Invalid($"{option} must be {form}, but is '{text}'.");
    }
}
