using System.Text;
using System.Text.Json;
using Canary.Core.Services;
using Canary.Gateway.Discovery.Etcd;

namespace Canary.Gateway.Tests.Discovery.Etcd;

public sealed class EtcdKeysTests
{
    private readonly EtcdKeys _keys = new("/shop/");

    [Fact]
    public void End_OfAPrefix_IsTheFirstKeyAfterIt() => _keys.End.ShouldBe(Convert.ToBase64String("/shop0"u8));

    [Fact]
    public void Apply_WhatWasCompactedAway_IsLost() =>
        Apply("""{ "result": { "header": { "revision": "9" }, "canceled": true, "compact_revision": "7" } }""").ShouldBe(EtcdNews.Lost);

    [Fact]
    public void Apply_TheWatchBegins_IsNothing() =>
        Apply("""{ "result": { "header": { "revision": "9" }, "created": true } }""").ShouldBe(EtcdNews.None);

    [Theory]
    [InlineData("""{ "error": { "grpc_code": 14, "message": "transport is closing" } }""")]
    [InlineData("""{ "result": { "canceled": true, "cancel_reason": "permission denied" } }""")]
    public void Apply_TheWatchEnds_IsAFailure(string message) => Should.Throw<IOException>(() => Apply(message));

    [Theory]
    [InlineData("""{ "result": { "events": [ { } ] } }""")]
    [InlineData("""{ "result": { "events": 1 } }""")]
    [InlineData("""{ "result": { "events": [ { "kv": { "key": 1 } } ] } }""")]
    [InlineData("""{ "result": { "events": [ { "kv": { "key": "a", "value": "%" } } ], "header": { "revision": "9" } } }""")]
    [InlineData("""{ "result": { "events": [ { "kv": { "key": "a" } } ], "header": { "revision": "-" } } }""")]
    [InlineData("[]")]
    public void Apply_AnotherForm_IsAFailureOfTheServer(string message) =>
        EtcdClient.IsFailure(Should.Throw<Exception>(() => Apply(message)), default).ShouldBeTrue();

    [Theory]
    [InlineData("10.0.0.1:80", "https://10.0.0.1:80", 1)]
    [InlineData(" http://a ", "http://a", 1)]
    [InlineData("""{"address":"http://a"}""", "http://a", 1)]
    [InlineData("""{"address":"a:1","weight":5}""", "https://a:1", 5)]
    [InlineData("""{"address":"http://a","weight":"5"}""", """{"address":"http://a","weight":"5"}""", 1)]
    [InlineData("{", "{", 1)]
    [InlineData("", "", 1)]
    public void Destinations_AnyValue_IsAnAddressOrOneThatIsNotAllowed(string value, string address, int weight)
    {
        var pair = $$"""{ "key": "YQ==", "value": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}}" }""";
        using var answer = JsonDocument.Parse($$"""{ "header": { "revision": "3" }, "kvs": [ {{pair}} ] }""");
        _keys.Replace(answer.RootElement);
        _keys.Revision.ShouldBe(3);
        _keys.Destinations("https").ShouldBe([new DestinationConfig(address, weight)]);
    }

    private EtcdNews Apply(string message)
    {
        using var document = JsonDocument.Parse(message);
        return _keys.Apply(document.RootElement);
    }
}
