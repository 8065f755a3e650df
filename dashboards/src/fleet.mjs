// Fleet: is everything fine, and if not, where?
import { chosen, dashboard, marks, section } from './dashboard.mjs';
import { bars, column, lines, now, over, stacked, stat, table, thresholds, words } from './panels.mjs';
import { empty, errorRatio, phases, rate, requests } from './queries.mjs';

const upDown = words({ 0: ['down', 'red'], 1: ['up', 'green'] });
const recorded = 'job=~"$job"';
const services = `count(count by (service) (canary:weight:avg{${recorded}}))`;
const requestsByService = `sum by (service) (canary:requests:rate5m{${recorded}})`;
const ratioByService = `(sum by (service) (canary:errors:rate5m{${recorded}}) or 0 * ${requestsByService}) / (${requestsByService} > 0)`;
const p99ByService = `max by (service) (canary:latency_seconds:p99_rate5m{${recorded}})`;
const busiest = `and on (service) topk(20, ${requestsByService})`;
const howMany = (title, condition) => now(title, `count(${condition}) or 0 * ${services}`);
const behind = `max by (job) (canary_store_revision{${chosen}}) - on (job) group_right () max by (job, instance) (canary_applied_revision{${chosen}})`;
const toRollout = {
  title: 'Rollout of ${__data.fields.service}',
  url: '/d/canary-rollout?var-service=${__data.fields.service}&${datasource:queryparam}&${job:queryparam}&${instance:queryparam}&${__url_time_range}',
};
const toGateway = {
  title: 'Gateway ${__data.fields.instance}',
  url: '/d/canary-gateway?var-instance=${__data.fields.instance}&${datasource:queryparam}&${job:queryparam}&${__url_time_range}',
};
const toRolloutOfSeries = { title: 'Rollout of ${__field.labels.service}', url: toRollout.url.replace('__data.fields', '__field.labels') };

/** Error ratio of the variants that are (and), or are not (unless), their service’s baseline. */
const ratioOf = (which) => {
  const sum = (metric) => `sum(${metric}{${recorded}} ${which} on (namespace, job, service, variant) canary:baseline:max{${recorded}})`;
  return `(${sum('canary:errors:rate5m')} or 0 * ${sum('canary:requests:rate5m')}) / (${sum('canary:requests:rate5m')} > 0)`;
};

/** The ten highest at the end of the time range: one line for each, however many services there are. */
const top = (query) => over('{{service}}', `${query} and on (service) topk(10, ${query.replaceAll('}', '} @ end()')})`);

export const fleet = dashboard({
  uid: 'canary-fleet',
  title: 'Canary / Fleet',
  description: 'All services and all gateways: is everything fine, and if not, where?',
  annotations: [
    marks('Gateway started', 'green', `max by (instance) ((time() - process_start_time_seconds{${chosen}}) * 1000 < 15000 + $__interval_ms)`, 'Gateway started', '{{instance}}'),
    marks('Snapshot refused', 'red', `max by (instance) (increase(canary_rejected_snapshots_total{${chosen}}[$__rate_interval])) > 0`, 'Snapshot refused', '{{instance}}'),
  ],
  sections: [
    section(
      'Now',
      stat('Services', 'Services that are published.', [over('', `count(count by (service) (canary_weight_ratio{${chosen}}))`)], { unit: 'short' }),
      stat('Requests', 'Requests that ended, per second.', [over('', requests(chosen))], { unit: 'reqps', graph: true, empty: empty.traffic }),
      stat('Error ratio', 'Share of requests that ended in 5xx.', [over('', errorRatio(chosen))], { unit: 'percentunit', decimals: 2, graph: true, steps: thresholds(0.01, 0.05), empty: empty.traffic }),
      stat('Gateways', 'Gateways that Prometheus can scrape.', [over('', `sum(up{${chosen}})`)], { unit: 'short' }),
      stat('Gateways down', 'Gateways that Prometheus could not scrape.', [over('', `count(up{${chosen}} == 0) or 0 * count(up{${chosen}})`)], { unit: 'short', steps: thresholds(undefined, 1) }),
      stat('Store', 'Whether every gateway reaches the store. While one does not, traffic goes on and writes fail.', [over('', `min(canary_store_up{${chosen}})`)], { unit: 'none', mappings: upDown }),
    ),
    section(
      'Services',
      bars('Services by health', 'By their share of errors now: healthy below 1 %, degraded below 5 %, failing above; idle without requests.', [
        howMany('healthy', `(${ratioByService}) < 0.01`),
        howMany('degraded', `(${ratioByService}) >= 0.01 < 0.05`),
        howMany('failing', `(${ratioByService}) >= 0.05`),
        now('idle', `${services} - (count(${requestsByService} > 0) or 0 * ${services})`),
      ], {
        unit: 'short', width: 6, empty: empty.recorded,
        overrides: [['healthy', 'green'], ['degraded', 'yellow'], ['failing', 'red'], ['idle', 'text']].map(([name, fixedColor]) => column(name, { color: { mode: 'fixed', fixedColor } })),
      }),
      bars('Rollouts by phase', 'How many services’ latest rollout is in each phase.', [now('{{phase}}', `count by (phase) (max by (service, phase) (canary_rollout_phase{${chosen}, phase=~"(?i)${phases.join('|')}"}) == 1)`)], { unit: 'short', width: 6, empty: 'No rollouts: weights are moved by hand' }),
      stacked('Requests by status', 'Requests that ended, per second, by class of status; 499: the client went away.', [over('{{class}}xx', `sum by (class) (label_replace(rate(canary_requests_total{${chosen}}[$__rate_interval]), "class", "$1", "code", "(.).*"))`)], {
        unit: 'reqps', width: 6, empty: empty.traffic,
        overrides: [['2xx', 'green'], ['3xx', 'blue'], ['4xx', 'yellow'], ['5xx', 'red']].map(([name, fixedColor]) => column(name, { color: { mode: 'fixed', fixedColor } })),
      }),
      lines('Error ratio, baselines and canaries', 'Share of requests that ended in 5xx, over all services: of their baselines, and of all other variants.', [over('baselines', ratioOf('and')), over('canaries', ratioOf('unless'))], {
        unit: 'percentunit', width: 6, empty: empty.recorded,
        overrides: [['baselines', 'blue'], ['canaries', 'orange']].map(([name, fixedColor]) => column(name, { color: { mode: 'fixed', fixedColor } })),
      }),
      lines('Top failing', 'The ten services with the largest share of errors now.', [top(`(${ratioByService})`)], { unit: 'percentunit', links: [toRolloutOfSeries], empty: empty.recorded }),
      lines('Top slow', 'The ten services with the longest p99 now, by their slowest variant.', [top(p99ByService)], { unit: 's', links: [toRolloutOfSeries], empty: empty.recorded }),
      lines('Top busy', 'The ten services with the most requests now.', [top(requestsByService)], { unit: 'reqps', links: [toRolloutOfSeries], empty: empty.recorded }),
      table('Busiest services', 'The twenty services with the most requests now. A click on a name leads to its rollout.', 'service', [
        now('', `topk(20, ${requestsByService})`),
        now('', `${ratioByService} ${busiest}`),
        now('', `${p99ByService} ${busiest}`),
        now('', `(1 - max by (service) (canary:weight:avg{${recorded}} and on (namespace, job, service, variant) canary:baseline:max{${recorded}})) ${busiest}`),
      ], {
        width: 24,
        columns: { service: 'service', 'Value #A': 'Requests', 'Value #B': 'Error ratio', 'Value #C': 'p99', 'Value #D': 'Off the baseline' },
        sortBy: 'Requests',
        unit: 'short',
        empty: empty.recorded,
        overrides: [
          column('service', { links: [toRollout] }),
          column('Requests', { unit: 'reqps' }),
          column('Error ratio', { unit: 'percentunit', decimals: 2, thresholds: thresholds(0.01, 0.05), 'custom.cellOptions': { type: 'color-text' } }),
          column('p99', { unit: 's' }),
          column('Off the baseline', { unit: 'percentunit' }),
        ],
      }),
    ),
    section(
      'Gateways and store',
      table('Gateways', 'Each gateway, what it has applied, and how far that is behind the newest revision that any of them knows. A click leads to the gateway.', 'instance', [
        now('', `max by (instance, version) (canary_build_info{${chosen}})`),
        now('', `max by (instance) (canary_store_up{${chosen}})`),
        now('', `max by (instance) (canary_applied_revision{${chosen}})`),
        now('', `max by (instance) (${behind})`),
        now('', `max by (instance) (canary_snapshot_age_seconds{${chosen}})`),
        now('', requests(chosen, 'instance')),
      ], {
        width: 24, height: 6, unit: 'short', without: ['Value #A'],
        columns: { instance: 'instance', version: 'Version', 'Value #B': 'Store', 'Value #C': 'Applied revision', 'Value #D': 'Behind', 'Value #E': 'Snapshot age', 'Value #F': 'Requests' },
        overrides: [
          column('instance', { links: [toGateway] }),
          column('Store', { mappings: upDown, 'custom.cellOptions': { type: 'color-text' } }),
          column('Applied revision', { unit: 'none' }),
          column('Behind', { unit: 'none', thresholds: thresholds(1), 'custom.cellOptions': { type: 'color-text' } }),
          column('Snapshot age', { unit: 's', thresholds: thresholds(10, 60), 'custom.cellOptions': { type: 'color-text' } }),
          column('Requests', { unit: 'reqps' }),
        ],
      }),
      lines('Revisions behind', 'How far each gateway’s snapshot is behind the newest revision that any gateway knows. Above 0 for more than seconds: see the gateway.', [over('{{instance}}', behind)], { unit: 'none', decimals: 0, line: { axisSoftMax: 2, lineInterpolation: 'stepAfter' } }),
      lines('Snapshot age', 'Time since each gateway last found its snapshot to be the store’s newest.', [over('{{instance}}', `max by (instance) (canary_snapshot_age_seconds{${chosen}})`)], { unit: 's', line: { axisSoftMax: 2 } }),
      lines('Notifications', 'Notifications by sink and result, per second.', [over('{{sink}} {{result}}', rate('canary_notifications_total', chosen, 'sink, result'))], { unit: 'ops', empty: empty.sinks }),
    ),
  ],
});
