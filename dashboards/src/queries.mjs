// PromQL that more than one panel uses, and why a panel may be empty. An error is an answer of 5xx; 499 counts against nobody.

const grouped = (by) => (by ? ` by (${by})` : '');

/** A counter's growth per second, summed. */
export const rate = (counter, selector, by) => `sum${grouped(by)} (rate(${counter}{${selector}}[$__rate_interval]))`;

/** Requests that ended, per second. */
export const requests = (selector, by) => rate('canary_requests_total', selector, by);

/** Errors per second: 0 where there were requests but no errors. */
export const errors = (selector, by) => `(${requests(`${selector}, code=~"5.."`, by)} or 0 * ${requests(selector, by)})`;

/** The share of requests that ended in an error, 0 to 1; nothing where there are no requests. */
export const errorRatio = (selector, by) => `${errors(selector, by)} / ${requests(`${selector}, code!="499"`, by)}`;

/** A quantile of the time that requests took. */
export const quantile = (q, selector, by) =>
  `histogram_quantile(${q}, sum by (${['le', ...(by ? [by] : [])].join(', ')}) (rate(canary_request_duration_seconds_bucket{${selector}}[$__rate_interval])))`;

/** The words of a state that is told by one series for each of them, 1 on the one that holds; as a number, from 1. */
export const state = (metric, selector, label, words, by) =>
  `max${grouped(by)} (${words.map((word, index) => `${index + 1} * (${metric}{${selector}, ${label}=~"(?i)${word}"} == 1)`).join(' or ')})`;

export const phases = ['progressing', 'paused', 'promoted', 'rolledback', 'aborted', 'superseded'];
export const verdicts = ['pass', 'inconclusive', 'error', 'fail'];

export const empty = {
  recorded: 'No requests in this time range, or config/prometheus/recording-rules.yaml is not loaded',
  traffic: 'No requests in this time range',
  rollout: 'No rollout: weights are moved by hand',
  checks: 'No checks: no rollout with analysis has run',
  fallbacks: 'No fallbacks: none happened, or no service has them on',
  ejections: 'No destination was ejected',
  mirror: 'Nothing is mirrored',
  sinks: 'No notification sinks',
  upstream: 'This version does not tell the upstream time apart',
  leader: 'No leader: rollouts are not driven here',
};
