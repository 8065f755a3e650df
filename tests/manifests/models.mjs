// Holds Kubernetes objects against the models of @kubernetes-models: their schemas find wrong values, their types also fields that nobody knows.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const sourceOf = ({ apiVersion }) =>
  `${apiVersion.startsWith('monitoring.coreos.com/') ? '@kubernetes-models/prometheus-operator' : 'kubernetes-models'}/${apiVersion}`;

/** What is wrong with the objects, a text for each problem. */
export async function problemsOf(objects) {
  return [...(await Promise.all(objects.map(schemaProblems))).flat(), ...typeProblems(objects)];
}

async function schemaProblems(object) {
  const { [object.kind]: Model } = await import(sourceOf(object));
  assert.ok(Model, `${sourceOf(object)} has no ${object.kind}`);
  try {
    new Model(object).validate();
    return [];
  } catch (error) {
    return [`${object.kind} ${object.metadata?.name}: ${error.message}`];
  }
}

function typeProblems(objects) {
  const file = fileURLToPath(new URL('objects.ts', import.meta.url));
  const text = objects.map((object, index) =>
    `import type { I${object.kind} as Kind${index} } from '${sourceOf(object)}';\nexport const object${index}: Kind${index} = ${JSON.stringify(object)};`).join('\n');
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022 };
  const host = ts.createCompilerHost(options);
  const [readFile, fileExists, getSourceFile] = [host.readFile, host.fileExists, host.getSourceFile];
  host.readFile = (path) => (path === file ? text : readFile(path));
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, version) => (path === file ? ts.createSourceFile(path, text, version) : getSourceFile(path, version));
  const found = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
  return found.map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, '\n'));
}
