// The dashboards keep to the rules, but for the exceptions, which all are in use.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboards, panelsOf } from './dashboards.mjs';
import { exceptions, rules } from './rules.mjs';

const isExcepted = (rule, file, where) => exceptions.some((one) => one.rule === rule && one.dashboard === file && one.panel === where);

for (const [name, rule] of Object.entries(rules)) {
  test(`${name}`, () => {
    const found = dashboards.flatMap(({ file, content }) =>
      [...rule(content)].filter(({ where }) => !isExcepted(name, file, where)).map(({ where, what }) => `${file}, ${where ?? 'as a whole'}: ${what}`));
    assert.deepEqual(found, []);
  });
}

test('every exception has a reason and is still needed', () => {
  for (const { rule, dashboard, panel, reason } of exceptions) {
    assert.ok(reason);
    const { content } = dashboards.find(({ file }) => file === dashboard);
    assert.ok([...rules[rule](content)].some(({ where }) => where === panel), `${rule} finds nothing in ${dashboard}, ${panel}`);
  }
});

/** One mistake for each rule: it is found, and by that rule. */
const mistakes = {
  'template-datasource-rule': (d) => d.templating.list.shift(),
  'template-job-rule': (d) => { d.templating.list[1].allValue = '.*'; },
  'template-instance-rule': (d) => { d.templating.list[2].multi = false; },
  'template-label-promql-rule': (d) => { d.templating.list[1].query.query = 'label_values(up{, job)'; },
  'template-on-time-change-reload-rule': (d) => { d.templating.list[1].refresh = 1; },
  'panel-datasource-rule': (d) => { panelsOf(d)[0].datasource.uid = 'prometheus'; },
  'panel-title-description-rule': (d) => { panelsOf(d)[0].description = ''; },
  'panel-units-rule': (d) => { panelsOf(d)[0].fieldConfig.defaults.unit = 'parsecs'; },
  'panel-no-targets-rule': (d) => { panelsOf(d)[0].targets = []; },
  'target-promql-rule': (d) => { panelsOf(d)[0].targets[0].expr += ' +'; },
  'target-rate-interval-rule': (d) => { panelsOf(d)[0].targets[0].expr = 'rate(canary_requests_total[1m])'; },
  'target-job-rule': (d) => { panelsOf(d)[0].targets[0].expr = 'canary_store_up{instance=~"$instance"}'; },
  'target-instance-rule': (d) => { panelsOf(d)[0].targets[0].expr = 'canary_store_up{job=~"$job"}'; },
  'target-counter-agg-rule': (d) => { panelsOf(d)[0].targets[0].expr = 'sum(canary_requests_total)'; },
  'uneditable-dashboard': (d) => { d.editable = true; },
  'empty state says why': (d) => { delete panelsOf(d)[0].fieldConfig.defaults.noValue; },
  'links keep service and time range': (d) => { d.links[0].keepTime = false; },
};

for (const [name, rule] of Object.entries(rules)) {
  test(`${name} finds a mistake`, () => {
    const broken = structuredClone(dashboards[0].content);
    mistakes[name](broken);
    assert.notEqual([...rule(broken)].length, 0);
  });
}
