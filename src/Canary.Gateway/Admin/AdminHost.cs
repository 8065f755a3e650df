using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Attempts;
using Canary.Gateway.Admin.Certificates;
using Canary.Gateway.Admin.Endpoints;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.Login;
using Canary.Gateway.Admin.Oidc;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Console;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy.Listeners;

namespace Canary.Gateway.Admin;

/// <summary>Builds the host of the admin surface: API, health, metrics.</summary>
internal static class AdminHost
{
    /// <summary>A host that is not started. It takes nothing from the process's settings but <paramref name="options"/>.</summary>
    /// <exception cref="SettingsException">A setting of listeners or of who may call is wrong.</exception>
    public static WebApplication Build(AdminOptions options, GatewayServices services)
    {
        var problems = new List<string>();
        var names = new CallerNames();
        var keys = ApiKeyRing.Read(options.ApiKeys, names, problems);
        var holders = CertificateHolders.Read(options.ClientCertificates, names, problems);
        var hasProvider = !string.IsNullOrEmpty(options.Oidc.Authority);
        var listeners = AdminListeners.Read(options.Urls, isOpen: options.ApiKeys.Count + options.ClientCertificates.Holders.Count == 0 && !hasProvider, problems);
        var tls = AdminTls.Read(options, listeners, services, problems);
        var oidc = OidcSettings.Read(options.Oidc, problems);
        var login = LoginSettings.Read(options, listeners, problems);
        if (problems.Count > 0)
        {
            throw new SettingsException(problems);
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(AdminHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            AdminLimits.Apply(kestrel.Limits);
            listeners.Apply(kestrel, tls is null ? null : tls.Apply);
        });
        builder.Services.AddSingleton<IHostLifetime, OwnedHostLifetime>();
        builder.Services.AddRouting();
        builder.Services.AddSingleton(services.Loggers);
        builder.Services.AddSingleton(services);
        builder.Services.AddSingleton(services.Time);
        builder.Services.AddSingleton(new FailedAttempts(services.Time));
        builder.Services.AddSingleton<AttemptAudit>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AttemptAudit>());
        builder.Services.AddAccess(keys, holders, oidc, login, Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) ? url : null);
        builder.Services.AddSingleton<FleetView>();
        builder.Services.AddApiDescription();
        if (tls is not null)
        {
            builder.Services.AddHostedService(_ => new CertificateReload(tls.Files, services.Time));
        }

        var app = builder.Build();
        UseGuards(app);
        app.MapAdminApi(services);
        if (login is not null)
        {
            app.MapLogin();
        }

        return app;
    }

    private static void UseGuards(WebApplication app)
    {
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseMiddleware<AttemptMiddleware>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        if (app.Services.GetRequiredService<CallerIdentification>().IsOpen)
        {
            app.UseMiddleware<BrowserGuard>();
        }

        app.UseMiddleware<AccessMiddleware>();
    }
}
