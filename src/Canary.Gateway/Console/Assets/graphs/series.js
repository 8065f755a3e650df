// The lines of a service's graphs from what the gateway measured. Pure.

/** {times, graphs: [{kind, lines}]} of an answer; a line is {name, values, variant | check, isDashed}. */
export function graphsOf(traffic) {
  const times = traffic.points.at.map(at => Date.parse(at) / 1000);
  const variants = Object.entries(traffic.points.variants);
  const graphs = [
    { kind: 'rate', lines: variants.map(([variant, values]) => ({ name: variant, variant, values: values.requestsPerSecond })) },
    { kind: 'errors', lines: variants.map(([variant, values]) => ({ name: variant, variant, values: values.errorRate })) },
    {
      kind: 'latency',
      lines: variants.flatMap(([variant, values]) => [
        { name: `${variant} p50`, variant, values: values.p50 },
        { name: `${variant} p99`, variant, values: values.p99, isDashed: true },
      ]),
    },
  ];
  const checks = Object.entries(traffic.evidence?.checks ?? {});
  if (checks.length > 0) {
    graphs.push({
      kind: 'evidence',
      lines: checks.flatMap(([check, values]) => [{ name: check, check, values: values.log10 }, { name: check, check, isThreshold: true, values: values.threshold, isDashed: true }]),
    });
  }

  return { times, graphs: graphs.map(graph => ({ ...graph, lines: graph.lines.map(line => ({ ...line, values: times.map((_, at) => line.values[at] ?? null) })) })) };
}
