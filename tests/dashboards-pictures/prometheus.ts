// Variables and queries of a dashboard, asked of Prometheus as Grafana asks, and its answers as Grafana's data frames.
import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';

export type Json = any; // eslint-disable-line
export interface Span { from: number; to: number; step: number }

const ask = async (path: string, parameters: Record<string, string>): Promise<Json> => {
  const answer = await (await fetch(`/prometheus/api/v1/${path}?${new URLSearchParams(parameters)}`)).json();
  if (answer.status !== 'success') throw new Error(`${JSON.stringify(parameters)}: ${answer.error}`);
  return answer.data;
};

/** Values for all variables; those of one value take the choice, or the first. */
export async function resolve(list: Json[], choices: Record<string, string>, span: Span): Promise<(text: string) => string> {
  const values: Record<string, string> = { __rate_interval: '15s', __interval: `${span.step}s`, __interval_ms: `${span.step * 1000}` };
  const put = (text: string) => text.replace(/\$(?:\{([a-z_]\w*)(?::\w+)?\}|([a-z_]\w*))/g, (whole, braced, bare) => values[braced ?? bare] ?? whole);
  for (const variable of list.filter(({ type }) => type === 'query')) {
    const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(variable.query.query)!;
    const found = await ask(`label/${label}/values`, { 'match[]': put(selector), start: `${span.from}`, end: `${span.to}` });
    values[variable.name] = variable.includeAll ? variable.allValue : choices[variable.name] ?? found[0] ?? '';
  }
  return put;
}

const named = (legend: string, labels: Record<string, string>, fallback: string) =>
  legend ? legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => labels[label] ?? '') : fallback;

/** The answer to a panel's query as frames. */
export async function frames(target: Json, put: (text: string) => string, span: Span): Promise<DataFrame[]> {
  const query = put(target.expr);
  const { result } = target.instant
    ? await ask('query', { query, time: `${span.to}` })
    : await ask('query_range', { query, start: `${span.from}`, end: `${span.to}`, step: `${span.step}` });
  if (target.format === 'table') return result.length === 0 ? [] : [tableOf(target.refId, result)];
  return result.map((series: Json) => {
    const samples: Array<[number, string]> = target.instant ? [series.value] : series.values;
    const known = new Map(samples.map(([time, value]) => [Math.round(time), Number(value)]));
    const times = target.instant ? [span.to] : Array.from({ length: Math.floor((span.to - span.from) / span.step) + 1 }, (_, n) => span.from + n * span.step);
    const name = named(target.legendFormat, series.metric, JSON.stringify(series.metric));
    return toDataFrame({
      refId: target.refId,
      name,
      fields: [
        { name: 'Time', type: FieldType.time, values: times.map((time) => time * 1000) },
        { name: 'Value', type: FieldType.number, labels: series.metric, config: { displayNameFromDS: name }, values: times.map((time) => (Number.isFinite(known.get(Math.round(time))) ? known.get(Math.round(time)) : null)) },
      ],
    });
  });
}

function tableOf(refId: string, result: Json[]): DataFrame {
  const labels = [...new Set(result.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: result.map(({ value }) => value[0] * 1000) },
      ...labels.map((label) => ({ name: label, type: FieldType.string, values: result.map(({ metric }) => metric[label] ?? '') })),
      { name: `Value #${refId}`, type: FieldType.number, values: result.map(({ value }) => Number(value[1])) },
    ],
  });
}

/** The spans, or moments, in which an annotation's query has a value. */
export async function marks(annotation: Json, put: (text: string) => string, span: Span): Promise<Array<{ from: number; to: number; color: string }>> {
  const { result } = await ask('query_range', { query: put(annotation.target.expr), start: `${span.from}`, end: `${span.to}`, step: `${span.step}` });
  return result.flatMap(({ values }: Json) => {
    const found: Array<{ from: number; to: number; color: string }> = [];
    for (const [time] of values) {
      const last = found.at(-1);
      if (last && time - last.to <= span.step) last.to = time;
      else found.push({ from: time, to: time, color: annotation.iconColor });
    }
    return found;
  });
}
