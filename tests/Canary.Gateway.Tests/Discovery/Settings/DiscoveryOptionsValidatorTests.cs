using Canary.Gateway.Discovery.Settings;

namespace Canary.Gateway.Tests.Discovery.Settings;

public sealed class DiscoveryOptionsValidatorTests
{
    [Fact]
    public void Check_TheDefaults_AreAllowed() => Problems(new DiscoveryOptions()).ShouldBeEmpty();

    [Fact]
    public void Check_EverythingSet_IsAllowed() => Problems(new DiscoveryOptions
    {
        EmptyAfter = TimeSpan.Zero,
        Dns = new DnsOptions { Server = "[fd00::2]:5353" },
        Etcd = new EtcdOptions { Address = "http://etcd-1:2379, https://etcd-2:2379", Username = "gateway", Password = "secret" },
        Consul = new ConsulOptions { Address = "http://consul:8500" },
        Nacos = new NacosOptions { Address = "http://nacos:8848/nacos" },
        Kubernetes = new KubernetesOptions { Address = "https://10.96.0.1" },
    }).ShouldBeEmpty();

    [Fact]
    public void Check_WhatIsWrong_NamesSettingValueAndWhatIsAllowed() => Problems(new DiscoveryOptions
    {
        EmptyAfter = TimeSpan.FromDays(2),
        Dns = new DnsOptions { Server = "dns.internal" },
        Etcd = new EtcdOptions { Address = "http://etcd-1:2379,etcd-2:2379", Username = "gateway" },
        Consul = new ConsulOptions { Address = "http://me:secret@consul:8500" },
    }).ShouldBe(
    [
        "Canary:Discovery:EmptyAfter is 2d; allowed is 0s to 24h.",
        "Canary:Discovery:Dns:Server is 'dns.internal'; allowed is an IP address, with or without a port, such as 10.0.0.2 or 10.0.0.2:5353.",
        "Canary:Discovery:Etcd:Address is 'etcd-2:2379'; allowed is an http:// or https:// address without user, query and fragment, such as http://etcd.internal:8080.",
        "Canary:Discovery:Consul:Address has a user or password in it; allowed is an http:// or https:// address without user, query and fragment, such as http://consul.internal:8080.",
        "Canary:Discovery:Etcd has only one of Username and Password; allowed are both, or neither.",
    ]);

    private static List<string> Problems(DiscoveryOptions options)
    {
        var problems = new List<string>();
        DiscoveryOptionsValidator.Check(options, problems);
        return problems;
    }
}
