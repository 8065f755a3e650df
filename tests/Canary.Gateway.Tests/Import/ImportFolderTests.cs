using Canary.Core.Services;
using Canary.Gateway.Import;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Import;

public sealed class ImportFolderTests : IDisposable
{
    private const string Variants = "variants: {stable: {destinations: [\"http://10.0.0.1\"]}}";

    private readonly string _folder = Directory.CreateTempSubdirectory("canary-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_samples_are_valid_and_show_what_they_say()
    {
        var samples = ImportFolder.Read(Repository.PathOf("config", "services"));

        samples.Problems.ShouldBeEmpty();
        samples.Set.Services.Select(sample => (sample.Source.File, sample.Service.Name)).ShouldBe([("api.yaml", "api"), ("shop.yaml", "shop")]);
        var api = samples.Set.Services[0].Service;
        api.Variants.Keys.ShouldBe(["current", "next", "experiment"]);
        api.Variants.Values.ShouldAllBe(variant => variant.Protocol == BackendProtocol.Http2 && variant.ActiveHealthCheck!.Path == "/healthz" && variant.PassiveHealthCheck!.FailureRatio == 0.3);
        api.WeightOf("experiment").Percent.ShouldBe(0.5m);
        api.Sticky.ShouldBe([new StickySourceConfig(StickyKind.Header, "x-user-id"), new StickySourceConfig(StickyKind.Ip)]);
        var shop = samples.Set.Services[1].Service;
        shop.Variants.Keys.ShouldBe(["stable", "canary"]);
        shop.Rules.Count.ShouldBe(3);
        shop.Sticky.ShouldBe([new StickySourceConfig(StickyKind.Cookie, "canary-id")]);
        samples.Set.Sinks.Select(sample => (sample.Source.File, sample.Sink.Name)).ShouldBe([("sinks.yaml", "deployments")]);
        var rollout = samples.Set.Rollouts.ShouldHaveSingleItem();
        (rollout.Source.File, rollout.Service, rollout.Plan.Variant).ShouldBe(("shop-rollout.yaml", "shop", "canary"));
        rollout.Plan.Steps.Select(step => step.Weight.Percent).ShouldBe([10, 25, 50, 100]);
    }

    [Fact]
    public void Files_are_read_by_name_and_others_are_left_alone()
    {
        Write("b.yml", $"name: b\n{Variants}\nmatch: {{path: /b}}\n---\nname: c\n{Variants}\nmatch: {{path: /c}}\n");
        Write("a.yaml", $"name: a\n{Variants}\n");
        Write("notes.txt", "name: [");
        Directory.CreateDirectory(Path.Combine(_folder, "d.yaml.d"));

        var read = ImportFolder.Read(_folder);

        read.Problems.ShouldBeEmpty();
        read.Set.Services.Select(imported => imported.Service.Name).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void Every_problem_of_every_file_is_told_with_its_line()
    {
        Write("a.yaml", "name: Shop\nvariants:\n  stable:\n    destinations:\n      - http://10.0.0.1\n      - ftp://10.0.0.2\nweights:\n  stable: 99\n");
        Write("b.yaml", $"name: b\n{Variants}\ncolour: red\ntimeouts:\n  idle: 10\n");
        Write("c.yaml", "name: *shop\n");
        Write("d.yaml", "- just a list\n");

        Problems().ShouldBe([
            "a.yaml:1: name: must be named by 1 to 63 of a-z, 0-9 and '-', with a letter or digit at both ends, but is 'Shop'.",
            "a.yaml:6: variants.stable.destinations[1]: must be an address such as http://10.0.0.1:8080, but is 'ftp://10.0.0.2': only http and https are allowed.",
            "a.yaml:7: weights: sum to 99; they must sum to 100.",
            "b.yaml:3: colour: is not a known field; allowed here: name, match, baseline, variants, weights, rules, sticky, timeouts, errorCodes, objective, exposeVariant, rolledBack, revision, owner, fallback, retries, mirror, limits, upstream, rollbackGrace, transforms, kind, apiChanges, takeOver.",
            "b.yaml:5: timeouts.idle: must be a duration such as 500ms, 90s, 5m, 1h30m or PT5M, but is the number 10.",
            "c.yaml:1: the alias 'shop' stands for no anchor before it.",
            "d.yaml:1: the document must be an object, but is a list."]);
    }

    [Fact]
    public void Two_services_of_one_name_are_a_problem()
    {
        Write("a.yaml", $"name: shop\n{Variants}\nmatch: {{path: /a}}\n");
        Write("b.yaml", $"# again\nname: shop\n{Variants}\nmatch: {{path: /b}}\n");

        Problems().ShouldBe([$"b.yaml:2: name: 'shop' is in {_folder}/a.yaml:1 already."]);
    }

    [Fact]
    public void Two_services_for_one_host_and_path_are_a_problem()
    {
        Write("a.yaml", $"name: a\n{Variants}\nmatch: {{hosts: [x.com, y.com], path: /shop}}\n");
        Write("b.yaml", $"name: b\n{Variants}\nmatch: {{hosts: [y.com], path: /shop}}\n");
        Write("c.yaml", $"name: c\n{Variants}\nmatch: {{hosts: [y.com], path: /}}\n");

        Problems().ShouldBe([$"b.yaml:3: match: 'y.com|/shop' (host|path) is taken by service 'a' in {_folder}/a.yaml:1 already."]);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_problem() =>
        ImportFolder.Read(Path.Combine(_folder, "gone")).Problems.ShouldHaveSingleItem().ShouldBe($"Canary:Import: the folder '{_folder}/gone' does not exist.");

    [Fact]
    public void A_file_that_is_not_UTF8_or_too_large_is_a_problem()
    {
        File.WriteAllBytes(Path.Combine(_folder, "a.yaml"), [(byte)'#', 0xff]);
        Write("b.yaml", $"# {new string('x', FolderContent.MaxFileBytes)}");

        Problems().ShouldBe(["a.yaml: is not UTF-8.", "b.yaml: has more than 4194304 bytes, which is the most allowed."]);
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    private string[] Problems()
    {
        var read = ImportFolder.Read(_folder);
        read.Problems.ShouldAllBe(problem => problem.StartsWith(_folder, StringComparison.Ordinal));
        return [.. read.Problems.Select(problem => problem[(_folder.Length + 1)..])];
    }
}
