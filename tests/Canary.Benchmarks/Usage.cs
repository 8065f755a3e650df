namespace Canary.Benchmarks;

/// <summary>What the program can do.</summary>
internal static class Usage
{
    /// <summary>Prints it.</summary>
    public static int Print()
    {
        Console.WriteLine("""
            dotnet run --project tests/Canary.Benchmarks -c Release -- COMMAND

              micro [FILTER]
                        costs of selection, counting, snapshots and the metrics page, with allocation
              compare   the gateway, stock YARP, nginx, HAProxy and Caddy under the same load, one core each, in
                        interleaved rounds; prints Markdown tables of medians (min-max)
                  --scenario NAMES   of small, fixed-rate, 16k, 1m, post10k, h2, tls; default all
                  --only NAMES       of gateway, yarp, yarp-quiet, nginx, haproxy, caddy; default all
                  --rounds N         default 5
                  --seconds S        load of one round and subject; default 4
                  --warm-up S        load of each subject before the first round, again and again until nothing is compiled
                                     any more; default 3
                  --rate N           requests per second of fixed-rate; default 60% of stock YARP's most, measured first
                  --nice N           priority of proxies, backends and load, -20 to 19, default 0; below 0 needs root, and
                                     keeps others off the cores where they can't be stopped
                  --also NAME=DLL    a further build of the gateway; may be given more than once
                  --gateway-env K=V  an environment variable of the gateway (not of --also); may be given more than once

              scale     the gateway with 1, 100 and 10,000 services and with 1, 10 and 1,000 rules: requests, memory,
                        start, and what changes and scrapes cost, also to requests at that moment
                  --services NS --rules NS   default 1,100,10000 and 1,1000 (these with one service)
                  --starts N         starts of the gateway with 1,000 services and of stock YARP; default 5
                  --rounds N --seconds S --warm-up S --nice N   as above
                  --rate N           requests per second while changes are made, default 2000
            """);
        return 0;
    }
}
