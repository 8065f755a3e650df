using Canary.Core.Selection;

namespace Canary.Core.Tests.Selection;

public sealed class ShardedTableTests
{
    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 500)]
    [InlineData(3, 5_000)]
    public void With_ChangesInAnyOrder_IsWhatADictionaryIs(int seed, int names)
    {
        var random = new Random(seed);
        var expected = new Dictionary<string, string>();
        var table = ShardedTable<string>.Ordinal;
        for (var round = 0; round < 60; round++)
        {
            // Grows, then shrinks, with single changes and large ones.
            var changes = Enumerable.Range(0, round % 3 == 0 ? 1 : random.Next(names / 5)).Select(_ => KeyValuePair.Create(
                $"service-{random.Next(names)}", random.Next(60) < round ? null : $"value-{random.Next()}")).ToList();
            var before = table;
            var contentBefore = new Dictionary<string, string>(expected);
            table = table.With(changes);
            foreach (var (key, value) in changes)
            {
                if (value is null)
                {
                    expected.Remove(key);
                }
                else
                {
                    expected[key] = value;
                }
            }

            table.Count.ShouldBe(expected.Count);
            table.OrderBy(e => e.Key, StringComparer.Ordinal).ShouldBe(expected.OrderBy(e => e.Key, StringComparer.Ordinal));
            expected.ShouldAllBe(e => ReferenceEquals(table.Find(e.Key), e.Value));
            before.Count.ShouldBe(contentBefore.Count);
            contentBefore.ShouldAllBe(e => before[e.Key] == e.Value);
            table.Differences(before).Order(StringComparer.Ordinal).ShouldBe(
                expected.Keys.Union(contentBefore.Keys)
                    .Where(key => !ReferenceEquals(expected.GetValueOrDefault(key), contentBefore.GetValueOrDefault(key)))
                    .Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Find_KeyThatIsNotThere_IsNull()
    {
        var table = ShardedTable<string>.Ordinal.With([KeyValuePair.Create("shop", (string?)"a")]);
        table.Find("Shop").ShouldBeNull();
        table.Find("").ShouldBeNull();
        table.TryGetValue("cart", out _).ShouldBeFalse();
        Should.Throw<KeyNotFoundException>(() => table["cart"]).Message.ShouldContain("cart");
        table.With([KeyValuePair.Create("cart", (string?)null)]).Count.ShouldBe(1);
    }

    [Fact]
    public void Find_CaseIgnored_FindsEveryWriting()
    {
        string[] hosts = [.. Enumerable.Range(0, 5_000).Select(i => $"host-{i}.example-{i % 7}.com")];
        var table = ShardedTable<string>.OrdinalIgnoreCase.With(hosts.Select(host => KeyValuePair.Create(host, (string?)host)));
        hosts.ShouldAllBe(host => table.Find(host.ToUpperInvariant()) == host);
    }

    [Fact]
    public void With_OneOfTenThousand_CopiesNextToNothing()
    {
        var table = ShardedTable<string>.Ordinal.With(Enumerable.Range(0, 10_000).Select(i => KeyValuePair.Create($"service-{i}", (string?)"a")));
        KeyValuePair<string, string?>[] change = [KeyValuePair.Create("service-5000", (string?)"b")];
        table.With(change).Differences(table).ShouldBe(["service-5000"]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        table = table.With(change);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20_000);
    }
}
