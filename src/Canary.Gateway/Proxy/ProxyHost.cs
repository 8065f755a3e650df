using Canary.Gateway.Control;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy.Admission;
using Canary.Gateway.Proxy.Clients;
using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Proxy.Listeners;
using Canary.Gateway.Proxy.Observation;
using Canary.Gateway.Proxy.Replay;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Proxy.Testers;
using Canary.Gateway.Proxy.WebSockets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace Canary.Gateway.Proxy;

/// <summary>Builds the host of the data plane: it carries the proxy and nothing else.</summary>
internal static class ProxyHost
{
    /// <summary>A host that is not started. Its <see cref="ISnapshotConsumer"/> service puts snapshots into force, also before the start.</summary>
    /// <param name="options">Listeners and whom to trust.</param>
    /// <param name="services">What the process shares.</param>
    /// <exception cref="SettingsException">A listener, certificate or trust setting is wrong.</exception>
    public static WebApplication Build(ProxyOptions options, GatewayServices services)
    {
        var problems = new List<string>();
        var listeners = ProxyListeners.Parse(options, services.Loggers, problems);
        var trusted = TrustedProxies.Parse(options.TrustedProxies, problems);
        if (problems.Count > 0)
        {
            throw new SettingsException(problems);
        }

        // RFC 9112, section 2.2: a line ends with CR LF. Where a bare LF ends one as well, two programs may see two different requests.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

        // The empty builder reads no appsettings and no environment: nothing but ProxyOptions sets listeners up.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => listeners.Configure(kestrel, options.Limits, new ConnectionGate(options.Limits, services.Shed, services.Time)));
        builder.Services.Replace(ServiceDescriptor.Singleton(services.Loggers));
        builder.Services.Configure<SocketTransportOptions>(sockets => (sockets.UnsafePreferInlineScheduling, sockets.CreateBoundListenSocket) = (true, ListenSocket.Bind));
        builder.Services.AddSingleton<IHostLifetime, OwnedHostLifetime>();

        // How long a stop may take is up to whoever stops it.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton(options.Limits);
        builder.Services.AddSingleton(new RequestGate(options.Limits, services.Shed, services.Lifecycle));
        builder.Services.AddSingleton(services.Time);
        builder.Services.AddSingleton(services.Traffic);
        builder.Services.AddSingleton(services.Rollouts);
        builder.Services.AddSingleton(services.Found);
        builder.Services.AddSingleton(services.Mirrors);
        builder.Services.AddSingleton(services.Served);
        builder.Services.AddSingleton(services.Addresses);
        builder.Services.AddSingleton(trusted);
        if (listeners.Certificate is { } certificate)
        {
            builder.Services.AddHostedService(_ => new CertificateReload([certificate], services.Time));
        }

        AddProxy(builder.Services);

        // No observer where neither traces nor the access log are on, which services can't say by themselves.
        var observer = RequestObserver.Create(services, trusted);
        builder.Services.AddSingleton(s => new VariantForwarder(
            s.GetRequiredService<RoutingState>(),
            trusted,
            new BodyLimit(options.Limits.BodyBytes),
            new PassedChoices(services.Testers),
            s.GetRequiredService<BackendSender>(),
            s.GetRequiredService<ReplayingSender>(),
            observer,
            services.Time));
        ServeDirectly(builder.Services);
        return builder.Build();
    }

    /// <summary>Puts the proxy in the place of the host's own pipeline.</summary>
    private static void ServeDirectly(IServiceCollection services)
    {
        var server = services.Last(s => s.ServiceType == typeof(IServer)).ImplementationType
            ?? throw new InvalidOperationException("The server is not registered by its type.");
        services.AddSingleton<ProxyApplication>();
        services.Replace(ServiceDescriptor.Singleton<IServer>(s =>
            new ProxyServer((IServer)ActivatorUtilities.CreateInstance(s, server), s.GetRequiredService<ProxyApplication>)));
    }

    private static void AddProxy(IServiceCollection services)
    {
        services.AddReverseProxy();

        // YARP brings data protection for session affinity, which is not used: it would write keys to disk, or warn where it can't.
        services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()));
        foreach (var keys in services.Where(s => s.ServiceType == typeof(IHostedService)
            && s.ImplementationType?.Namespace?.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal) == true).ToList())
        {
            services.Remove(keys);
        }

        services.AddSingleton<ClusterRunner>();
        services.AddSingleton<IForwarderHttpClientFactory, BackendClientFactory>();
        services.AddSingleton<FailureLog>();
        services.AddSingleton<BodilessForwarder>();
        services.AddSingleton<BackendSender>();
        services.AddSingleton<ReplayingSender>();
        services.AddSingleton<HealthWatch>();
        services.Replace(ServiceDescriptor.Singleton<IDestinationHealthUpdater>(s => s.GetRequiredService<HealthWatch>()));
        services.AddSingleton<HealthTransfer>();
        services.AddSingleton<RoutingParts>();
        services.AddSingleton<OpenWebSockets>();
        services.AddSingleton<RoutingState>();
        services.AddSingleton<ISnapshotConsumer>(s => s.GetRequiredService<RoutingState>());
    }
}
