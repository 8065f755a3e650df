using System.CommandLine;
using System.Security.Cryptography;
using Canary.Cli.Output;
using Canary.Cli.Running;
using Canary.Core.Access;

namespace Canary.Cli.Commands;

/// <summary><c>keys new</c>: makes an API key. Nothing is called: the key's hash goes into the gateways' settings.</summary>
internal static class KeysCommand
{
    private static readonly Option<string> Name = new("--name") { Description = "What audit and history are to call the holder.", DefaultValueFactory = _ => "ops", HelpName = "name" };

    private static readonly Option<string> Role = new Option<string>("--role") { Description = "viewer, operator or admin.", DefaultValueFactory = _ => "operator", HelpName = "role" }
        .AcceptOnlyFromAmong("viewer", "operator", "admin");

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new Command("keys", "Makes API keys.").With(
        new Command("new", "Makes a key, and shows it once, with its hash for the settings of the gateways.") { Name, Role }.Runs(terminal, run => Task.FromResult(Run(run))));

    private static int Run(CommandRun run)
    {
        var key = ApiKey.From(RandomNumberGenerator.GetBytes(ApiKey.RandomBytes));
        var (name, role) = (run.Get(Name)!, run.Get(Role)!);
        var json = JsonText.Element(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("key", key.Key);
            writer.WriteString("hash", key.Hash);
            writer.WriteString("name", name);
            writer.WriteString("role", role);
            writer.WriteEndObject();
        });
        return run.Show(json, _ => run.Say(key.Tell(name, role)));
    }
}
