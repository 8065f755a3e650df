using Canary.Gateway.Hosting;

namespace Canary.Gateway.Storage;

/// <summary>Makes the store that the settings ask for.</summary>
internal static class StoreFactory
{
    /// <summary>A store, not yet started.</summary>
    /// <exception cref="SettingsException">The settings are wrong.</exception>
    public static IGatewayStore Create(StoreOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var problems = StoreOptionsValidator.Validate(options);
        if (problems.Count > 0)
        {
            throw new SettingsException(problems);
        }

        return options.Kind == StoreKind.Redis
            ? new RedisStore(options, time, loggers.CreateLogger<RedisStore>())
            : new FileStore(options, time, loggers.CreateLogger<FileStore>());
    }
}
