using System.Globalization;
using System.Text;
using Canary.Benchmarks.Compare;

namespace Canary.Benchmarks.Scale;

/// <summary>The results of <c>scale</c> as Markdown tables.</summary>
internal static class ScaleTable
{
    /// <summary>Formats them.</summary>
    /// <param name="sizes">What was measured; ratios and memory are against the first.</param>
    /// <param name="rate">Requests per second while changes were made.</param>
    /// <param name="others">The share of the machine that others used meanwhile.</param>
    public static string Format(IReadOnlyList<ScaleSize> sizes, int rate, double others)
    {
        var first = sizes[0];
        var text = new StringBuilder();
        text.AppendLine("### scale: requests, by services and rules of each").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| services × rules | start s | RSS MB | KB a service more | req/s | CPU µs/req | CPU ÷ {first.Gateway.Name} | bytes/req |");
        text.AppendLine("|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var size in sizes)
        {
            var more = size.Services - first.Services;
            string[] cells =
            [
                size.Gateway.Name,
                Number(size.Gateway.StartTime.TotalSeconds, "0.0"),
                Number(size.ResidentBytes / 1048576.0, "0"),
                more > 0 ? Number((size.ResidentBytes - first.ResidentBytes) / 1024.0 / more, "0.0") : "",
                Spread.Of(size.Requests.Select(m => m.Load.Requests / m.Load.Seconds)).Format("N0"),
                Spread.Of(size.Requests.Select(m => m.CpuMicroseconds)).Format("0.0"),
                Spread.Of(size.Requests.Zip(first.Requests, (a, b) => a.CpuMicroseconds / b.CpuMicroseconds)).Format("0.00"),
                Spread.Of(size.Requests.Select(m => m.AllocatedBytes!.Value)).Format("N0"),
            ];
            text.AppendLine($"| {string.Join(" | ", cells)} |");
        }

        AppendOperations(text, sizes, rate);
        var errors = sizes.Sum(s => s.Requests.Sum(m => m.Load.Errors) + s.Meanwhile.Values.Sum(m => m.Errors));
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Median (least–most); {errors} failed requests; others used {others:P0} of the machine meanwhile.");
        return text.ToString();
    }

    private static void AppendOperations(StringBuilder text, IReadOnlyList<ScaleSize> sizes, int rate)
    {
        string[] operations = [.. sizes[0].Operations.Keys];
        string[] meanwhile = [.. sizes[0].Meanwhile.Keys];
        text.AppendLine().AppendLine("### scale: changes and scrapes").AppendLine();
        text.AppendLine("Milliseconds from the call to its answer, when the change is in effect, and in brackets the processor time; then p99 in milliseconds");
        text.AppendLine(CultureInfo.InvariantCulture, $"of {rate:N0} requests per second, quiet and meanwhile.").AppendLine();
        string[] heads = ["services × rules", .. operations, "scraped MB", .. meanwhile.Select(name => name == ScaleCommand.Quiet ? "p99 quiet" : $"p99 during {name}")];
        text.AppendLine($"| {string.Join(" | ", heads)} |").AppendLine($"|{string.Concat(heads.Select((_, i) => i == 0 ? "---|" : "--:|"))}");
        foreach (var size in sizes)
        {
            string[] cells =
            [
                size.Gateway.Name,
                .. operations.Select(name => $"{Number(size.Operations[name].Milliseconds.Median, "0.0")} ({Number(size.Operations[name].CpuMilliseconds, "0.0")})"),
                Number(size.Operations["scrape"].AnswerBytes / 1e6, "0.0"),
                .. meanwhile.Select(name => Number(size.Meanwhile[name].P99, "0.00")),
            ];
            text.AppendLine($"| {string.Join(" | ", cells)} |");
        }
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
