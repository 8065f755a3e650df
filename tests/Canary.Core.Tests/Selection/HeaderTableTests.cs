using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Core.Tests.Selection;

public sealed class HeaderTableTests
{
    [Fact]
    public void Find_AnyCase_GivesTheSlotOfEachNameAndNoOther()
    {
        var names = Enumerable.Range(0, 100).Select(i => $"X-Name-{i}").ToArray();
        var table = HeaderTable.Create(names.Select(name => new NamedFact(FactSource.Header, name)))!;
        names.Select(name => table.Find(name.ToUpperInvariant())).ShouldBe(Enumerable.Range(0, 100));
        names.Select(name => table.Find(name + "x")).ShouldAllBe(slot => slot == -1);
        table.Find("").ShouldBe(-1);
    }

    [Fact]
    public void Create_ValuesOfOneHeader_TakeOneSlot()
    {
        NamedFact[] facts =
        [
            new(FactSource.Cookie, "a"), new(FactSource.Cookie, "b"), new(FactSource.Header, "COOKIE"),
            new(FactSource.Claim, "sub"), new(FactSource.Query, "q"), new(FactSource.Header, "x"),
        ];
        HeaderTable.Create(facts)!.Count.ShouldBe(3);
        HeaderTable.Create(facts[..5]).ShouldBeNull();
    }
}
