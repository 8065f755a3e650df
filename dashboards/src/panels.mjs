// Panels that look the same on every dashboard: a query or several, what they mean, and where they stand.

const source = { type: 'prometheus', uid: '${datasource}' };
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A query over the time range. `legend` names its series. */
export const over = (legend, expr) => ({ expr, legendFormat: legend, range: true, instant: false });

/** A query of the last moment of the time range; `format` is 'table' where a table shows it. */
export const now = (legend, expr, format = 'time_series') => ({ expr, legendFormat: legend, range: false, instant: true, format });

/** Steps of colour from green on: thresholds(0.01, 0.05) is green, yellow from 1 %, red from 5 %. */
export const thresholds = (yellow, red) => ({
  mode: 'absolute',
  steps: [
    { color: 'green', value: null },
    ...(yellow === undefined ? [] : [{ color: 'yellow', value: yellow }]),
    ...(red === undefined ? [] : [{ color: 'red', value: red }]),
  ],
});

/** No judgement: one colour. */
export const plain = { mode: 'absolute', steps: [{ color: 'text', value: null }] };

/** Words in place of numbers: { 0: ['down', 'red'], 1: ['up', 'green'] }. */
export const words = (byValue) => [{
  type: 'value',
  options: Object.fromEntries(Object.entries(byValue).map(([value, [text, color]], index) => [value, { text, color, index }])),
}];

/** A fixed colour for the series of one query. */
export const colored = (letter, color, more = []) => ({
  matcher: { id: 'byFrameRefID', options: letter },
  properties: [{ id: 'color', value: { mode: 'shades', fixedColor: color } }, ...more],
});

/** A property of the column of a table. */
export const column = (name, properties) => ({
  matcher: { id: 'byName', options: name },
  properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
});

function panel(type, title, description, queries, { unit, decimals, min, max, width = 8, height = 8, empty, color, steps = plain, mappings = [], overrides = [], custom, links = [], options, transformations, interval }) {
  return {
    type,
    title,
    description,
    datasource: source,
    gridPos: { w: width, h: height, x: 0, y: 0 },
    targets: queries.map((query, index) => ({ refId: letters[index], datasource: source, editorMode: 'code', ...query })),
    fieldConfig: {
      defaults: {
        unit,
        ...(decimals === undefined ? {} : { decimals }),
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        noValue: empty ?? 'No data: nothing of it was scraped in this time range',
        color: color ?? { mode: 'palette-classic' },
        thresholds: steps,
        mappings,
        links,
        ...(custom === undefined ? {} : { custom }),
      },
      overrides,
    },
    options,
    ...(transformations === undefined ? {} : { transformations }),
    ...(interval === undefined ? {} : { interval }),
  };
}

/** Lines over time. `line` are properties of the lines themselves, such as `{ stacking: … }`. */
export const lines = (title, description, queries, { line = {}, legend = 'list', ...rest }) =>
  panel('timeseries', title, description, queries, {
    min: 0,
    custom: {
      drawStyle: 'line',
      lineInterpolation: 'linear',
      lineWidth: 2,
      fillOpacity: 6,
      showPoints: 'never',
      spanNulls: false,
      thresholdsStyle: { mode: 'off' },
      ...line,
    },
    options: {
      legend: { displayMode: legend, placement: legend === 'table' ? 'right' : 'bottom', showLegend: true, calcs: legend === 'table' ? ['lastNotNull'] : [] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
    ...rest,
  });

/** Areas on top of each other, for parts of a whole. */
export const stacked = (title, description, queries, { line = {}, ...rest }) =>
  lines(title, description, queries, { line: { stacking: { mode: 'normal', group: 'A' }, fillOpacity: 60, lineWidth: 0, ...line }, ...rest });

/** The latest value, large. */
export const stat = (title, description, queries, { graph = false, text = 'value', ...rest }) =>
  panel('stat', title, description, queries, {
    width: 4,
    height: 4,
    color: { mode: 'thresholds' },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: 'value',
      graphMode: graph ? 'area' : 'none',
      justifyMode: 'auto',
      orientation: 'auto',
      textMode: text,
      wideLayout: true,
      showPercentChange: false,
      percentChangeColorMode: 'standard',
    },
    ...rest,
  });

/** One bar for each series, longest where most. */
export const bars = (title, description, queries, rest) =>
  panel('bargauge', title, description, queries, {
    min: 0,
    color: { mode: 'thresholds' },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      orientation: 'horizontal',
      displayMode: 'basic',
      valueMode: 'color',
      namePlacement: 'auto',
      showUnfilled: true,
      sizing: 'auto',
      minVizWidth: 8,
      minVizHeight: 16,
      maxVizHeight: 300,
      legend: { displayMode: 'list', placement: 'bottom', showLegend: false, calcs: [] },
    },
    ...rest,
  });

/** Which state held when: one bar for each series, coloured by value. */
export const states = (title, description, queries, rest) =>
  panel('state-timeline', title, description, queries, {
    color: { mode: 'thresholds' },
    custom: { lineWidth: 0, fillOpacity: 70 },
    options: {
      mergeValues: true,
      showValue: 'auto',
      alignValue: 'left',
      rowHeight: 0.9,
      legend: { displayMode: 'list', placement: 'bottom', showLegend: false, calcs: [] },
      tooltip: { mode: 'single', sort: 'none' },
    },
    ...rest,
  });

/** One row for each value of the label `key`; `columns` gives columns their names, and what is in `without` is left out. */
export const table = (title, description, key, queries, { columns, without = [], sortBy, ...rest }) =>
  panel('table', title, description, queries.map((query) => ({ ...query, format: 'table' })), {
    color: { mode: 'thresholds' },
    custom: { align: 'auto', cellOptions: { type: 'auto' }, filterable: false, inspect: false },
    options: { frameIndex: 0, showHeader: true, cellHeight: 'sm', ...(sortBy === undefined ? {} : { sortBy: [{ displayName: sortBy, desc: true }] }) },
    transformations: [
      { id: 'joinByField', options: { byField: key, mode: 'outer' } },
      {
        id: 'organize',
        options: {
          excludeByName: Object.fromEntries(['Time', ...queries.map((_, index) => `Time ${index + 1}`), ...without].map((name) => [name, true])),
          indexByName: {},
          includeByName: {},
          renameByName: columns,
        },
      },
    ],
    ...rest,
  });
