namespace Canary.Gateway.Hosting;

/// <summary>What the program says of itself.</summary>
internal static class Usage
{
    /// <summary>Commands and where settings are told.</summary>
    public static int Print()
    {
        System.Console.WriteLine("""
            Canary.Gateway: a proxy that splits traffic between variants of a service by weights and rules.

              Canary.Gateway               start the gateway
              Canary.Gateway demo          start it with two sample backends and some traffic
              Canary.Gateway demo backend  only a sample backend (--Demo:Listen, Variant, Version, ErrorEvery, Fastest, Slowest)
              Canary.Gateway demo traffic  only the traffic (--Demo:Targets:0=http://gateway:8080, RequestsPerSecond)
              Canary.Gateway healthcheck   exit 0 where the gateway with these settings is alive, else 1
              Canary.Gateway keys new      make an API key: the key for its holder, its hash for the settings
              Canary.Gateway --version

            Settings come from appsettings.json, the environment (Canary__Store__Kind=Redis) and the
            command line (--Canary:Store:Kind=Redis); docs/settings.md lists them all.
            """);
        return 0;
    }

    /// <summary>The version alone.</summary>
    public static int PrintVersion()
    {
        System.Console.WriteLine(GatewayVersion.Current);
        return 0;
    }
}
