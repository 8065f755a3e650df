using System.CommandLine;
using System.CommandLine.Parsing;
using Canary.Core.Services;

namespace Canary.Cli.Running;

/// <summary>Options and arguments whose values have a form of their own.</summary>
internal static class Parsed
{
    /// <summary>An option that takes a duration.</summary>
    public static Option<TimeSpan?> Duration(string name, string description, bool isRecursive = false) => new(name)
    {
        Description = description,
        HelpName = "duration",
        Recursive = isRecursive,
        CustomParser = result => Core.Services.Duration.TryParse(result.Tokens[0].Value, out var duration)
            ? duration
            : Refuse<TimeSpan?>(result, $"{name} must be {Core.Services.Duration.Allowed}, but is {Quoted.Text(result.Tokens[0].Value)}."),
    };

    /// <summary>An option that takes a whole number of at least <paramref name="least"/>.</summary>
    public static Option<int> Count(string name, string description, int otherwise, int least = 1)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "number", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var value) && value < least)
            {
                result.AddError($"{name} must be at least {least}, but is {value}.");
            }
        });
        return option;
    }

    /// <summary>The argument that names a service; shells complete it by asking the gateway.</summary>
    public static Argument<string> Service() => Completion.ServiceNames.Complete(new Argument<string>("service") { Description = "The service's name." });

    /// <summary>Says that a value can't be used.</summary>
    public static T? Refuse<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
