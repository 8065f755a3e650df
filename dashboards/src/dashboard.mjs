// A dashboard around its panels: variables, annotations, links, places.

const source = { type: 'prometheus', uid: '${datasource}' };
const tag = 'canary-gateway';
const columns = 24;

/** What every query selects by: the job and the gateways that are chosen above. */
export const chosen = 'job=~"$job", instance=~"$instance"';

/** What queries about the one service select by. */
export const ofService = `${chosen}, service="$service"`;

/** A part of a dashboard under a heading; panels fill its lines from the left. */
export const section = (title, ...panels) => ({ title, panels });

/** A variable filled by a query. */
export const variable = (name, label, query, { multi = false, hide = 0, description } = {}) => ({
  name,
  label,
  ...(description === undefined ? {} : { description }),
  type: 'query',
  datasource: source,
  query: { query, refId: `${name}-variable`, qryType: 1 },
  refresh: 2,
  sort: 1,
  regex: '',
  hide,
  multi,
  includeAll: multi,
  ...(multi ? { allValue: '.+', current: { text: ['All'], value: ['$__all'] } } : {}),
  options: [],
});

const datasource = {
  name: 'datasource',
  label: 'Data source',
  type: 'datasource',
  query: 'prometheus',
  regex: '',
  hide: 0,
  multi: false,
  includeAll: false,
  refresh: 1,
  options: [],
};

/** Marks from a query: one where it has a value, a region where it keeps it. `enable` is whether they show before somebody asks for them. */
export const marks = (name, color, expr, title, text, enable = true) => ({
  name,
  enable,
  hide: false,
  iconColor: color,
  datasource: source,
  titleFormat: title,
  textFormat: text,
  tagKeys: '',
  useValueForTime: false,
  target: { refId: 'Anno', expr },
});

/** Marks that Grafana itself keeps, by their tags: changes with their actor and reason. */
export const kept = (name, color, tags) => ({
  name,
  enable: true,
  hide: false,
  iconColor: color,
  datasource: { type: 'grafana', uid: '-- Grafana --' },
  target: { refId: 'Anno', type: 'tags', tags, matchAny: false, limit: 100 },
});

/** The whole dashboard; `variables` follow data source, job and instance. */
export function dashboard({ uid, title, description, variables = [], annotations, refresh = '10s', sections }) {
  return {
    uid,
    title,
    description,
    tags: [tag],
    editable: false,
    graphTooltip: 1,
    schemaVersion: 39,
    version: 1,
    timezone: 'browser',
    time: { from: 'now-1h', to: 'now' },
    refresh,
    links: [{
      title: 'Canary dashboards',
      type: 'dashboards',
      tags: [tag],
      asDropdown: false,
      includeVars: true,
      keepTime: true,
      targetBlank: false,
      icon: 'external link',
      tooltip: '',
      url: '',
    }],
    templating: {
      list: [
        datasource,
        variable('job', 'Job', 'label_values(canary_build_info, job)', { multi: true }),
        variable('instance', 'Instance', 'label_values(canary_build_info{job=~"$job"}, instance)', { multi: true }),
        ...variables,
      ],
    },
    annotations: { list: annotations },
    panels: placed(sections),
  };
}

function placed(sections) {
  const panels = [];
  let [x, y, tallest] = [0, 0, 0];
  const newLine = () => { [x, y, tallest] = [0, y + tallest, 0]; };
  for (const { title, panels: members } of sections) {
    newLine();
    panels.push({ type: 'row', title, collapsed: false, gridPos: { w: columns, h: 1, x: 0, y }, panels: [] });
    y += 1;
    for (const panel of members) {
      if (x + panel.gridPos.w > columns) newLine();
      panels.push({ ...panel, gridPos: { ...panel.gridPos, x, y } });
      x += panel.gridPos.w;
      tallest = Math.max(tallest, panel.gridPos.h);
    }
  }
  return panels.map((panel, index) => ({ id: index + 1, ...panel }));
}
