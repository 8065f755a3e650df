using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Attempts;
using Canary.Gateway.Admin.Endpoints;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin;

/// <summary>Builds the host of the admin surface: API, health, metrics.</summary>
internal static class AdminHost
{
    /// <summary>A host that is not started. It takes nothing from the process's settings but <paramref name="options"/>.</summary>
    /// <exception cref="SettingsException">A listener or key setting is wrong.</exception>
    public static WebApplication Build(AdminOptions options, GatewayServices services)
    {
        var problems = new List<string>();
        var keys = ApiKeyRing.Read(options.ApiKeys, problems);
        var listeners = AdminListeners.Read(options.Urls, options.ApiKeys.Count == 0, problems);
        if (problems.Count > 0)
        {
            throw new SettingsException(problems);
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(AdminHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            AdminLimits.Apply(kestrel.Limits);
            listeners.Apply(kestrel);
        });
        builder.Services.AddSingleton<IHostLifetime, OwnedHostLifetime>();
        builder.Services.AddRouting();
        builder.Services.AddSingleton(services.Loggers);
        builder.Services.AddSingleton(services);
        builder.Services.AddSingleton(keys);
        builder.Services.AddSingleton(new FailedAttempts(services.Time));
        builder.Services.AddSingleton<AttemptAudit>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AttemptAudit>());
        builder.Services.AddApiDescription();

        var app = builder.Build();
        UseGuards(app, keys);
        app.MapAdminApi(services);
        return app;
    }

    private static void UseGuards(WebApplication app, ApiKeyRing keys)
    {
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseMiddleware<AttemptMiddleware>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        if (keys.IsEmpty)
        {
            app.UseMiddleware<BrowserGuard>();
        }

        app.UseMiddleware<AccessMiddleware>();
    }
}
