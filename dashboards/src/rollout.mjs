// Rollout: how does the canary of one service do, next to its baseline?
import { dashboard, kept, marks, ofService, section, variable } from './dashboard.mjs';
import { colored, lines, over, stacked, stat, states, thresholds, words } from './panels.mjs';
import { empty, errorRatio, phases, quantile, rate, requests, state, verdicts } from './queries.mjs';

const baseline = `${ofService}, variant="$baseline"`;
const canary = `${ofService}, variant=~"$variant", variant!="$baseline"`;
const [baselineColor, canaryColor] = ['blue', 'orange'];
const compared = [colored('A', baselineColor), colored('B', canaryColor)];
const phaseWords = words({ 1: ['Progressing', 'blue'], 2: ['Paused', 'yellow'], 3: ['Promoted', 'green'], 4: ['Rolled back', 'red'], 5: ['Aborted', 'orange'], 6: ['Superseded', 'text'] });
const verdictWords = words({ 1: ['Pass', 'green'], 2: ['Inconclusive', 'text'], 3: ['Error', 'yellow'], 4: ['Fail', 'red'] });
const unruled = 'reason=~"weight|sticky|rollback|limit|unavailable"';

/** The baseline and its canaries in one panel, the same query for each. */
const side = (query) => [over('{{variant}} (baseline)', query(baseline, 'variant')), over('{{variant}}', query(canary, 'variant'))];

const comparison = (title, description, query, unit, more = {}) =>
  lines(title, description, side(query), { unit, overrides: compared, empty: empty.traffic, ...more });

const observed = (selector) => `${rate('canary_selections_total', `${selector}, ${unruled}`, 'variant')} / ignoring (variant) group_left () ${rate('canary_selections_total', `${ofService}, ${unruled}`)}`;
const configured = (selector) => `max by (variant) (canary_weight_ratio{${selector}})`;
const dashed = [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } }, { id: 'custom.fillOpacity', value: 0 }];
const changed = `changes(canary_weight_ratio{${canary}}[$__rate_interval])`;

export const rollout = dashboard({
  uid: 'canary-rollout',
  title: 'Canary / Rollout',
  description: 'How the canary of one service does, next to its baseline.',
  variables: [
    variable('service', 'Service', 'label_values(canary_weight_ratio{job=~"$job", instance=~"$instance"}, service)'),
    variable('variant', 'Canary', 'label_values(canary_weight_ratio{job=~"$job", instance=~"$instance", service="$service"}, variant)', { multi: true, description: 'The variants to compare with the baseline' }),
    variable('baseline', 'Baseline', 'label_values(canary_baseline_info{job=~"$job", instance=~"$instance", service="$service"}, variant)', { hide: 2 }),
  ],
  annotations: [
    marks('Weights', 'purple', `count_values by (variant) ("percent", 100 * max by (variant) (canary_weight_ratio{${canary}})) and on (variant) (max by (variant) (${changed}) > 0)`, 'Weight changed', '{{variant}} at {{percent}} %'),
    marks('Rolled back', 'red', `sum by (service) (rate(canary_selections_total{${ofService}, reason="rollback"}[$__rate_interval])) > 0`, 'Rolled back', 'Everyone is on the baseline, rules and sticky users included'),
    kept('Who and why', 'blue', ['canary', '$service']),
  ],
  sections: [
    section(
      'Now',
      stat('Phase', 'Where the rollout is. Superseded: a newer rollout, or a person, took over.', [over('', state('canary_rollout_phase', ofService, 'phase', phases))], { unit: 'none', mappings: phaseWords, empty: 'No rollout' }),
      stat('Step', 'The step of the plan that the rollout is on, from 1.', [over('', `max(canary_rollout_step{${ofService}})`)], { unit: 'none', empty: 'No rollout' }),
      stat('Canary weight', 'The share of un-ruled traffic that the canary is set to get.', [over('{{variant}}', configured(canary))], { unit: 'percentunit', decimals: 2, overrides: [] }),
      stat('Canary requests', 'Requests that the canary answered, per second.', [over('{{variant}}', requests(canary, 'variant'))], { unit: 'reqps', graph: true, empty: empty.traffic }),
      stat('Canary errors', 'Share of the canary’s requests that ended in 5xx.', [over('{{variant}}', errorRatio(canary, 'variant'))], { unit: 'percentunit', decimals: 2, graph: true, steps: thresholds(0.01, 0.05), empty: empty.traffic }),
      stat('Errors ÷ baseline', 'How many times the baseline’s error ratio the canary has. Nothing where the baseline has no errors.',
        [over('{{variant}}', `(${errorRatio(canary, 'variant')}) / ignoring (variant) group_left () (${errorRatio(baseline)} > 0)`)], { unit: 'none', decimals: 2, steps: thresholds(1.25, 2), empty: 'No baseline errors' }),
    ),
    section(
      'Split',
      lines('Configured and observed share', 'Dashed: the weights. Solid: the share of requests that really went there, of those that weights decide (rules left out). They should lie on each other; sticky users move slowly, and where a limit of the rollout is reached the canary has less.', [
        over('{{variant}} (baseline), configured', configured(baseline)),
        over('{{variant}} (baseline), observed', observed(baseline)),
        over('{{variant}}, configured', configured(canary)),
        over('{{variant}}, observed', observed(canary)),
      ], { unit: 'percentunit', width: 12, max: 1, overrides: [colored('A', baselineColor, dashed), colored('B', baselineColor), colored('C', canaryColor, dashed), colored('D', canaryColor)], empty: empty.traffic }),
      stacked('Reasons of selection', 'Why requests got their variant: a rule, their sticky key, a draw by weight, an earlier hop’s choice, a rollback, or a limit of the rollout, which turns to the baseline what exceeds it.',
        [over('{{reason}}', rate('canary_selections_total', ofService, 'reason'))], { unit: 'reqps', width: 6, empty: empty.traffic }),
      stacked('Status codes of the canary', 'What clients of the canary got, per second; 499: the client went away.',
        [over('{{code}}', requests(canary, 'code'))], { unit: 'reqps', width: 6, empty: empty.traffic }),
    ),
    section(
      'Canary next to baseline',
      comparison('Requests', 'Requests that ended, per second.', requests, 'reqps'),
      comparison('Error ratio', 'Share of requests that ended in 5xx; 499, where the client went away, counts against nobody.', errorRatio, 'percentunit'),
      comparison('Requests in flight', 'Requests that began and have not ended.', (selector, by) => `sum by (${by}) (canary_requests_in_flight{${selector}})`, 'short'),
      ...[[0.5, 'p50'], [0.95, 'p95'], [0.99, 'p99']].map(([q, name]) =>
        comparison(`Duration, ${name}`, `${q * 100} % of requests took no longer, from start to the end of the answer. Between two bucket edges it is an estimate.`, (selector, by) => quantile(q, selector, by), 's')),
    ),
    section(
      'Rollout',
      states('Phase over time', 'Where the rollout was.', [over('phase', state('canary_rollout_phase', ofService, 'phase', phases))], { unit: 'none', mappings: phaseWords, height: 6, empty: empty.rollout }),
      lines('Step over time', 'The step of the plan, from 1.', [over('step', `max(canary_rollout_step{${ofService}})`)], { unit: 'none', decimals: 0, height: 6, line: { lineInterpolation: 'stepAfter' }, empty: empty.rollout }),
      states('Verdicts', 'What each check says: pass, fail, inconclusive (too little data), or error (its source is down).', [over('{{check}}', state('canary_check_verdict', ofService, 'verdict', verdicts, 'check'))], { unit: 'none', mappings: verdictWords, height: 6, empty: empty.checks }),
      lines('Evidence against the canary', 'How strong the evidence is, in powers of ten, for each check. all is their mean. Where it reaches the red line, log₁₀(1 ÷ falseAlarmRate), the verdict is fail. It may be looked at as often as one likes.',
        [over('{{check}}', `max by (check) (canary_check_evidence_log10{${ofService}})`), over('fail', `max(canary_check_threshold_log10{${ofService}, check="all"})`)],
        { unit: 'none', decimals: 1, width: 24, height: 7, min: undefined, line: { axisSoftMin: -1, axisSoftMax: 2.5 }, overrides: [colored('B', 'red', dashed)], empty: empty.checks }),
    ),
    section(
      'Fallback, ejection, mirror',
      lines('Fallbacks', 'Requests that another variant answered because theirs could not, per second.', [over('{{from}} → {{to}}', rate('canary_fallbacks_total', ofService, 'from, to'))], { height: 6, unit: 'reqps', empty: empty.fallbacks }),
      lines('Ejected destinations', 'Destinations that health checks took out, per second.', [over('{{variant}}', rate('canary_ejections_total', ofService, 'variant'))], { height: 6, unit: 'ops', empty: empty.ejections }),
      stacked('Mirrored requests', 'Copies sent to a variant, by what came of them.', [over('{{variant}} {{result}}', rate('canary_mirrored_total', ofService, 'variant, result'))], { height: 6, unit: 'reqps', empty: empty.mirror }),
    ),
  ],
});
