using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>Reads the operator's Redis configuration and completes it: quick to notice a failure and to come back.</summary>
internal static class RedisConfiguration
{
    /// <summary>What the operator gave, with our defaults for what they did not give.</summary>
    public static ConfigurationOptions Parse(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);
        var given = configuration.Split(',').Select(part => part.Split('=')[0].Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // A gateway starts without Redis, whatever the operator says here, and channels are named by KeyPrefix alone.
        options.AbortOnConnectFail = false;
        options.ChannelPrefix = default;
        options.ReconnectRetryPolicy = new LinearRetry(500);
        Default("connectTimeout", () => options.ConnectTimeout = 1000);
        Default("connectRetry", () => options.ConnectRetry = 1);
        Default("syncTimeout", () => options.SyncTimeout = 1500);
        Default("keepAlive", () => options.KeepAlive = 5);

        // How soon a replica that became master is noticed.
        Default("configCheckSeconds", () => options.ConfigCheckSeconds = 2);
        Default("name", () => options.ClientName = "canary-gateway");
        return options;

        void Default(string key, Action set)
        {
            if (!given.Contains(key))
            {
                set();
            }
        }
    }
}
