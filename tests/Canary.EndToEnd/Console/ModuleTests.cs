using Canary.TestKit;

namespace Canary.EndToEnd.Console;

/// <summary>The console's modules that need no page, in Node.js.</summary>
public sealed class ModuleTests
{
    [Fact]
    public async Task Modules_that_need_no_page_do_what_they_say()
    {
        var (code, text) = await ChildProcess.RunAsync("node", ["--test"], folder: Repository.PathOf("tests", "console"));
        code.ShouldBe(0, text);
        text.ShouldContain("# fail 0");
        text.ShouldNotContain("# tests 0");
    }

    [Fact]
    public async Task Graphs_are_drawn_by_the_library_as_its_author_published_it()
    {
        var folder = Directory.CreateTempSubdirectory("canary-vendored-");
        try
        {
            var copied = Path.Combine(folder.FullName, "refresh-vendored.sh");
            File.Copy(Repository.PathOf("src", "Canary.Gateway", "Console", "refresh-vendored.sh"), copied);
            Directory.CreateDirectory(Path.Combine(folder.FullName, "Assets"));
            var (code, text) = await ChildProcess.RunAsync("bash", [copied], within: TimeSpan.FromMinutes(2));
            code.ShouldBe(0, text);
            foreach (var fresh in Directory.GetFiles(Path.Combine(folder.FullName, "Assets", "vendor")))
            {
                var kept = Repository.PathOf("src", "Canary.Gateway", "Console", "Assets", "vendor", Path.GetFileName(fresh));
                (await File.ReadAllBytesAsync(fresh)).ShouldBe(await File.ReadAllBytesAsync(kept), Path.GetFileName(fresh));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
