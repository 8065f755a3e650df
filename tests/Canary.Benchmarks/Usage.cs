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

              disturbed the gateway and stock YARP under a fixed rate of honest requests, quiet and beside blocked admin
                        calls, burning patterns, a stalled backend, stalled clients, answers of 1 GB and attacks
                  --by NAMES         of admin, burning, backend, clients, transfer, transfer-full, slow-heads, slow-bodies,
                                     slow-readers, resets, all (of the first five), attacks (the last four); default all of these
                  --only NAMES       of gateway, yarp
                  --rounds N --seconds S --warm-up S --nice N   as above
                  --rate N           honest requests per second, default 2000

              mirror    the gateway under a fixed rate of requests without a mirror, and with one that answers, never answers,
                        answers 1 GB, or trickles
                  --rounds N --seconds S --warm-up S --nice N   as above
                  --rate N           requests per second, default 2000

              start     from the start of the process to the first proxied answer, with many services, with one, and stock YARP
                  --services N       services in the gateway's store, default 1000
                  --program PATH     the gateway's program, default as it is built; give the published one for what the image has
                  --rounds N         default 9
                  --nice N           as above

              footprint what the memory of a service with 10 rules is made of

              idle      memory of idle keep-alive connections and of open WebSockets, the gateway and stock YARP
                  --connections N --websockets N   default 10,000 and 1000
                  --rounds N         default 3
                  --nice N           as above

              simulate  verdicts on simulated traffic: false alarms, power, and how other judges do on the same
                  --runs N           rollouts of each healthy canary, default 2000
                  --bad-runs N       rollouts of each bad canary, and for each judge, default 200
                  --stage N          requests of each step, default 100,000
                  --traffic TEXT     false alarms only of healthy traffic with this in its name
                  --only NAMES       of false-alarms, power, rivals, not-worse; default all

              soak      three gateways on two Redis servers under traffic and changes, while gateways and Redis are killed, stopped
                        and cut off and backends misbehave; says what was lost, and ends with 1 where anything was. Needs root
                  --seconds S        default 1800
                  --faults N         of gateways, Redis and the network, default 60
                  --seed N           default 1
                  --rate N           requests per second, default 150
                  --logs FOLDER      where the gateways' logs are left; default nowhere

              fuzz      random and mutated inputs for everything that reads what others wrote; prints each finding with its seed and the
                        smallest input, and how to add it to the corpus
                  --minutes N        default 60
                  --seed N           default 1; the same seed gives the same inputs
                  --target NAMES     default all of the corpus' folders

              battery   what hostile and broken clients and backends do, to the gateway, nginx and HAProxy; writes docs/battery.md

              fleet     many gateways on one Redis, in this one process: how soon a change is in force in all of them, and
                        what following, flushes of counters and changes cost Redis
                  --gateways N       default 1000
                  --services N       services in the store, default 100
                  --seconds S        of each phase, default 20
            """);
        return 0;
    }
}
