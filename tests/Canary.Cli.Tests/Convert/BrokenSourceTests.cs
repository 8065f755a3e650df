using Canary.Cli.Convert;
using Canary.Cli.Convert.Ingress;
using Canary.Cli.Convert.Nginx;
using Canary.Cli.Running;
using Canary.Core.Selection;
using Canary.TestKit;

namespace Canary.Cli.Tests.Convert;

public sealed class BrokenSourceTests
{
    private const int Sources = 20_000;
    private const ulong Seed = 20_261_128;

    private static readonly string[] Words =
        ["{", "}", ";", "\"", "'", "\\", "$", "${", "#", "\n", " ", "%", "*", "100%", "split_clients", "map", "upstream", "server", "location", "default", "~", "~(", "proxy_pass http://$by_share;", "kind: List\nitems:\n- ", "- ", ": ", "null", "[]", "\u0000", "host: \"\"", "paths: {}"];

    [Fact]
    public void Nginx_configurations_that_are_broken_by_chance_are_converted_or_refused_in_words() =>
        Check("nginx.conf", text => NginxConverter.Convert(text, "nginx.conf", new Conversion("nginx.conf")));

    [Fact]
    public void Manifests_that_are_broken_by_chance_are_converted_or_refused_in_words() =>
        Check("ingress.yaml", text => IngressConverter.Convert(text, "ingress.yaml", usesDiscovery: false, new Conversion("ingress.yaml")));

    private static void Check(string sample, Action<string> convert)
    {
        var source = File.ReadAllText(Repository.PathOf("config", "migration", sample));
        var (converted, refused) = (0, 0);
        for (var i = 0ul; i < Sources; i++)
        {
            var text = Break(source, i);
            try
            {
                convert(text);
                converted++;
            }
            catch (CommandException problem)
            {
                problem.ExitCode.ShouldBe(2);
                refused++;
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"Source {i} of seed {Seed} is not refused in words:\n{text}", fault);
            }
        }

        // Both ways must be taken.
        converted.ShouldBeGreaterThan(Sources / 100);
        refused.ShouldBeGreaterThan(Sources / 100);
    }

    private static string Break(string source, ulong number)
    {
        var draws = 0ul;
        int Draw(int below) => (int)(SplitMix64.At(Seed + number, draws++) % (ulong)below);
        for (var changes = 1 + Draw(3); changes > 0; changes--)
        {
            var at = Draw(source.Length);
            var length = Math.Min(source.Length - at, Draw(20));
            source = Draw(3) switch
            {
                0 => source.Remove(at, length),
                1 => source.Insert(at, Words[Draw(Words.Length)]),
                _ => source.Insert(Draw(source.Length), source.Substring(at, length)),
            };
        }

        return source;
    }
}
