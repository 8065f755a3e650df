// The JSON has the types that Grafana publishes: the dashboard as a whole, and each panel's options and field options by its kind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { dashboards, panelsOf } from './dashboards.mjs';

const kinds = {
  bargauge: 'BarGauge',
  'state-timeline': 'StateTimeline',
  stat: 'Stat',
  table: 'Table',
  timeseries: 'TimeSeries',
};
const pathOf = (kind) => `@grafana/schema/dist/esm/raw/composable/${kind.replace('-', '')}/panelcfg/x/${kinds[kind]}PanelCfg_types.gen`;
const hasFieldOptions = (kind) => !['bargauge', 'stat'].includes(kind);

// Enumerations are plain strings in JSON. Annotations have fields of their data source, which the schema leaves to that.
const head = `
import type { AnnotationQuery, Dashboard, DataQuery, TableFieldOptions } from '@grafana/schema';
${Object.keys(kinds).map((kind) => `import type * as ${kinds[kind]} from '${pathOf(kind)}';`).join('\n')}
type Plain<T> = T extends string ? \`\${T}\` : T extends number | boolean | null | undefined ? T
  : T extends Array<infer U> ? Array<Plain<U>> : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
interface Query extends DataQuery { expr: string }
interface Tags extends DataQuery { type: 'tags'; tags: string[]; matchAny: boolean; limit: number }
interface Marks extends AnnotationQuery<Query> { titleFormat: string; textFormat: string; tagKeys: string; useValueForTime: boolean }
type Checked = Omit<Dashboard, 'annotations'> & { annotations: { list: Array<Marks | AnnotationQuery<Tags>> } };
`;

/** The JSON as typed constants, so that the compiler looks at every value and at fields that nobody knows. */
function program({ content }) {
  const lines = [head, `export const dashboard: Plain<Checked> = ${JSON.stringify(content, null, 1)};`];
  for (const panel of panelsOf(content)) {
    const kind = kinds[panel.type];
    assert.ok(kind, `panel '${panel.title}' is of the kind '${panel.type}', which this test does not know`);
    lines.push(`/* ${panel.title} */ export const options${panel.id}: Plain<${kind}.Options> = ${JSON.stringify(panel.options, null, 1)};`);
    if (hasFieldOptions(panel.type)) {
      const type = panel.type === 'table' ? 'Partial<TableFieldOptions>' : `${kind}.FieldConfig`;
      lines.push(`export const custom${panel.id}: Plain<${type}> = ${JSON.stringify(panel.fieldConfig.defaults.custom, null, 1)};`);
    }
  }
  return lines.join('\n');
}

function complaints(text) {
  const name = fileURLToPath(new URL('./checked.ts', import.meta.url));
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  host.readFile = (file) => (file === name ? text : readFile(file));
  host.getSourceFile = (file, ...rest) => (file === name ? ts.createSourceFile(file, text, rest[0], true) : getSourceFile(file, ...rest));
  const compiled = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(compiled).map(({ file, start, messageText }) => {
    const where = file === undefined ? '' : file.text.split('\n')[file.getLineAndCharacterOfPosition(start).line].trim().slice(0, 100);
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

for (const dashboard of dashboards) {
  test(`${dashboard.file} has the types of @grafana/schema`, () => {
    assert.deepEqual(complaints(program(dashboard)), []);
  });
}

test('a wrong value, an unknown field and a wrong option are found', () => {
  const broken = structuredClone(dashboards.find(({ file }) => file === 'fleet.json'));
  const [panel, another] = panelsOf(broken.content).filter(({ type }) => type === 'timeseries');
  broken.content.refresh = 10;
  panel.fieldConfig.defaults.color.mode = 'rainbow';
  panel.options.legend.placement = 'left';
  another.options.surprise = true;
  const found = complaints(program(broken)).join('\n');
  for (const wrong of ['"refresh": 10', 'rainbow', 'left', 'surprise']) assert.ok(found.includes(wrong), `${wrong} in:\n${found}`);
});

test('the JSON is what dashboards/src makes', async () => {
  for (const { file, text } of dashboards) {
    const name = file.replace('.json', '');
    const source = await import(`../../dashboards/src/${name}.mjs`);
    assert.equal(text, `${JSON.stringify(source[name], null, 2)}\n`, `dashboards/${file} is not what its source makes: run node dashboards/src/build.mjs`);
  }
});
