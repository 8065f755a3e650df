namespace Canary.EndToEnd.Console;

/// <summary>The tests that share <see cref="ConsoleFleet"/>.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleFleet>
{
    public const string Name = "Console";
}
