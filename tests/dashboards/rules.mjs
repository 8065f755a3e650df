// The rules of Grafana's public dashboard linter that concern Prometheus, by its names, and two of our own at the end.
// Each takes a dashboard and yields what is wrong; Go, in which the linter itself is written, is not needed to run them.
import { panelsOf } from './dashboards.mjs';
import { read } from './promql.mjs';

const units = new Set(['none', 'short', 'percent', 'percentunit', 's', 'ms', 'bytes', 'Bps', 'reqps', 'ops', 'cps']);
const variable = (dashboard, name) => dashboard.templating.list.find((one) => one.name === name);
const queries = function* (dashboard) {
  for (const panel of panelsOf(dashboard)) for (const target of panel.targets ?? []) yield { where: panel.title, expr: target.expr };
};
const marks = (dashboard) => dashboard.annotations.list.filter(({ datasource }) => datasource.type === 'prometheus').map(({ name, target }) => ({ where: name, expr: target.expr }));

const template = (name, label) => function* (dashboard) {
  const found = variable(dashboard, name);
  if (!found) { yield { what: `has no variable '${name}'` }; return; }
  if (found.datasource?.uid !== '${datasource}') yield { what: `'${name}' has the data source ${found.datasource?.uid}` };
  if (found.type !== 'query') yield { what: `'${name}' is no query` };
  if (found.label !== label) yield { what: `'${name}' is labelled '${found.label}'` };
  if (found.multi !== true) yield { what: `'${name}' takes one value only` };
  if (found.allValue !== '.+') yield { what: `'${name}' has '${found.allValue}' for all` };
};

const matcher = (name) => function* (dashboard) {
  for (const { where, expr } of queries(dashboard)) {
    for (const { metric, matchers } of read(expr).selectors) {
      if (!matchers.includes(`${name}=~"$${name}"`)) yield { where, what: `${metric} without ${name}=~"$${name}"` };
    }
  }
};

/** By the linter's names. */
export const rules = {
  *'template-datasource-rule'(dashboard) {
    const sources = dashboard.templating.list.filter(({ type }) => type === 'datasource');
    if (sources.length !== 1 || sources[0].name !== 'datasource' || sources[0].label !== 'Data source') yield { what: "has no one variable 'datasource', labelled 'Data source'" };
  },
  'template-job-rule': template('job', 'Job'),
  'template-instance-rule': template('instance', 'Instance'),
  *'template-label-promql-rule'(dashboard) {
    for (const { name, type, query } of dashboard.templating.list) {
      if (type !== 'query') continue;
      const [, call, selector] = /^([a-z_]+)\((.+), \w+\)$/.exec(query.query) ?? [];
      if (call !== 'label_values' || read(selector).problems.length > 0) yield { where: name, what: query.query };
    }
  },
  *'template-on-time-change-reload-rule'(dashboard) {
    for (const { name, type, refresh } of dashboard.templating.list) if (type === 'query' && refresh !== 2) yield { where: name, what: `is refreshed by ${refresh}` };
  },
  *'panel-datasource-rule'(dashboard) {
    for (const { title, datasource, targets } of panelsOf(dashboard)) {
      for (const source of [datasource, ...targets.map((target) => target.datasource)]) if (source.uid !== '${datasource}') yield { where: title, what: `has the data source ${source.uid}` };
    }
  },
  *'panel-title-description-rule'(dashboard) {
    for (const { id, title, description } of panelsOf(dashboard)) if (!title || !description) yield { where: title ?? id, what: 'lacks a title or a description' };
  },
  *'panel-units-rule'(dashboard) {
    for (const { title, fieldConfig } of panelsOf(dashboard)) if (!units.has(fieldConfig.defaults.unit)) yield { where: title, what: `has the unit ${fieldConfig.defaults.unit}` };
  },
  *'panel-no-targets-rule'(dashboard) {
    for (const { title, targets } of panelsOf(dashboard)) if (!targets?.length) yield { where: title, what: 'has no query' };
  },
  *'target-promql-rule'(dashboard) {
    for (const { where, expr } of [...queries(dashboard), ...marks(dashboard)]) for (const what of read(expr).problems) yield { where, what };
  },
  *'target-rate-interval-rule'(dashboard) {
    for (const { where, expr } of [...queries(dashboard), ...marks(dashboard)]) {
      for (const { text } of read(expr).ranges) if (!text.endsWith('[300s]')) yield { where, what: text };
    }
  },
  'target-job-rule': matcher('job'),
  'target-instance-rule': matcher('instance'),
  *'target-counter-agg-rule'(dashboard) {
    for (const { where, expr } of [...queries(dashboard), ...marks(dashboard)]) {
      for (const { metric, call } of read(expr).selectors) {
        // The linter looks at _total alone; the parts of a histogram are counters, too.
        if (/_(total|bucket|sum|count)$/.test(metric) && !['rate', 'irate', 'increase'].includes(call)) yield { where, what: metric };
      }
    }
  },
  *'uneditable-dashboard'(dashboard) {
    if (dashboard.editable !== false) yield { what: 'is editable' };
  },
  *'empty state says why'(dashboard) {
    for (const { title, fieldConfig } of panelsOf(dashboard)) if (!fieldConfig.defaults.noValue) yield { where: title, what: 'says nothing where it is empty' };
  },
  *'links keep service and time range'(dashboard) {
    for (const { title, keepTime, includeVars } of dashboard.links) if (!keepTime || !includeVars) yield { where: title, what: 'drops time range or variables' };
    const inPanels = JSON.stringify(dashboard.panels).match(/"url":"[^"]*"/g) ?? [];
    for (const url of inPanels) if (!url.includes('${__url_time_range}') || !url.includes('${datasource:queryparam}')) yield { what: url };
  },
};

/** What a rule may find all the same: rule, dashboard, panel (or nothing for the whole dashboard), and why. */
export const exceptions = ['Services by health', 'Error ratio, baselines and canaries', 'Top failing', 'Top slow', 'Top busy', 'Busiest services'].map((panel) => ({
  rule: 'target-instance-rule',
  dashboard: 'fleet.json',
  panel,
  reason: 'Asks recording rules, which sum over the gateways, so that it stays quick with 1,000 services.',
}));
