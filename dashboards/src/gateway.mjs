// Gateway: how does one gateway, or each of a few, do as a program?
import { chosen, dashboard, marks, section } from './dashboard.mjs';
import { lines, over, stacked, stat, thresholds, words } from './panels.mjs';
import { empty, errors, quantile, rate, requests } from './queries.mjs';

const gauge = (metric) => `max by (instance) (${metric}{${chosen}})`;
const each = (expr) => [over('{{instance}}', expr)];
const perInstance = (counter) => each(rate(counter, chosen, 'instance'));
const mean = (histogram) => `${rate(`${histogram}_sum`, chosen, 'instance')} / ${rate(`${histogram}_count`, chosen, 'instance')}`;

export const gateway = dashboard({
  uid: 'canary-gateway',
  title: 'Canary / Gateway',
  description: 'One gateway, or each of a few, as a program: processor, memory, threads, and whether it follows the store.',
  annotations: [
    marks('Started', 'green', `max by (instance) ((time() - process_start_time_seconds{${chosen}}) * 1000 < 15000 + $__interval_ms)`, 'Started', '{{instance}}'),
    marks('Snapshot applied', 'purple', `max by (instance) (changes(canary_applied_revision{${chosen}}[$__rate_interval])) > 0`, 'Snapshot applied', '{{instance}}', false),
  ],
  sections: [
    section(
      'Now',
      stat('Version', 'The version that runs.', [over('{{version}}', `count by (version) (canary_build_info{${chosen}})`)], { unit: 'none', text: 'name' }),
      stat('Up for', 'Time since the process started.', each(`time() - ${gauge('process_start_time_seconds')}`), { unit: 's' }),
      stat('Store', 'Whether the store answered when it was asked last.', each(gauge('canary_store_up')), { unit: 'none', mappings: words({ 0: ['down', 'red'], 1: ['up', 'green'] }) }),
      stat('Applied revision', 'The revision that requests see.', each(gauge('canary_applied_revision')), { unit: 'none' }),
      stat('Snapshot age', 'Time since the snapshot was last found to be the store’s newest.', each(gauge('canary_snapshot_age_seconds')), { unit: 's', decimals: 1, steps: thresholds(10, 60) }),
      stat('Leader', 'Whether this gateway drives the rollouts.', each(gauge('canary_leader')), { unit: 'none', mappings: words({ 0: ['follows', 'text'], 1: ['leads', 'blue'] }), empty: 'No leader' }),
    ),
    section(
      'Traffic',
      lines('Requests', 'Requests that ended, per second.', each(requests(chosen, 'instance')), { unit: 'reqps', empty: empty.traffic }),
      lines('Errors', 'Requests that ended in 5xx, per second.', each(errors(chosen, 'instance')), { unit: 'reqps', empty: empty.traffic }),
      lines('Requests in flight', 'Requests that began and have not ended.', each(`sum by (instance) (canary_requests_in_flight{${chosen}})`), { unit: 'short' }),
      lines('Upstream time against total time', 'Mean time of a request, and how much of it was spent waiting for the backend’s answer. What lies between is this gateway, and sending the answer.', [over('{{instance}} total', mean('canary_request_duration_seconds')), over('{{instance}} upstream', mean('canary_upstream_duration_seconds'))], { unit: 's', empty: empty.upstream }),
      lines('Duration, p99', '99 % of requests took no longer.', each(quantile(0.99, chosen, 'instance')), { unit: 's', empty: empty.traffic }),
      lines('Client connections', 'Connections that clients hold open.', each(gauge('canary_connections')), { unit: 'short', empty: 'This version does not count connections' }),
    ),
    section(
      'Following the store',
      lines('Revisions', 'What the gateway has applied, and the store’s newest that it knows of. They should be one line.', [over('{{instance}} applied', gauge('canary_applied_revision')), over('{{instance}} store', gauge('canary_store_revision'))], { unit: 'none', decimals: 0, min: undefined, line: { lineInterpolation: 'stepAfter', fillOpacity: 0 } }),
      lines('Snapshot age', 'Time since the snapshot was last found to be the store’s newest.', each(gauge('canary_snapshot_age_seconds')), { unit: 's', line: { axisSoftMax: 2 } }),
      lines('Refused snapshots', 'What the store offered and was refused, per second; the snapshot in force stayed. The log says why (event 1101).', perInstance('canary_rejected_snapshots_total'), { unit: 'ops', line: { axisSoftMax: 0.1 } }),
    ),
    section(
      'Processor and memory',
      lines('Processors in use', 'Processor time per second: 1 is one core.', perInstance('process_cpu_seconds_total'), { unit: 'none', decimals: 2 }),
      lines('Memory', 'In RAM, and of that the managed heap at the last collection.', [over('{{instance}} resident', gauge('process_resident_memory_bytes')), over('{{instance}} heap', gauge('dotnet_gc_heap_size_bytes'))], { unit: 'bytes' }),
      lines('Open files and sockets', 'File descriptors, of which each connection takes one; dashed: how many the system allows.', [over('{{instance}}', gauge('process_open_fds')), over('{{instance}} most', gauge('process_max_fds'))], {
        unit: 'short', overrides: [{ matcher: { id: 'byFrameRefID', options: 'B' }, properties: [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } }, { id: 'custom.fillOpacity', value: 0 }] }],
        line: { scaleDistribution: { type: 'log', log: 10 } }, min: 1,
      }),
      lines('Allocation', 'Bytes allocated on the managed heap, per second.', perInstance('dotnet_gc_allocated_bytes_total'), { unit: 'Bps' }),
      stacked('Garbage collections', 'Collections per second, by the oldest generation that they included.', [over('{{instance}} gen {{generation}}', rate('dotnet_gc_collections_total', chosen, 'instance, generation'))], { unit: 'ops' }),
      lines('Time in garbage collection', 'Share of time for which collections held all threads.', perInstance('dotnet_gc_pause_seconds_total'), { unit: 'percentunit', line: { axisSoftMax: 0.01 } }),
    ),
    section(
      'Threads',
      lines('Thread pool', 'Threads of the pool. A steady climb means that something blocks them.', each(gauge('dotnet_threadpool_threads')), { unit: 'short' }),
      lines('Thread pool queue', 'Work items that wait for a thread. Above 0 for long means too few threads or processors.', each(gauge('dotnet_threadpool_queue_length')), { unit: 'short', line: { axisSoftMax: 5 } }),
      lines('Lock contentions', 'Times that a thread had to wait for a lock, per second.', perInstance('dotnet_monitor_lock_contentions_total'), { unit: 'ops' }),
    ),
  ],
});
