// Every overlay builds, every object is what the Kubernetes models say, and the one-file form is the same as its overlay.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { problemsOf } from './models.mjs';

const folder = fileURLToPath(new URL('../../config/kubernetes/', import.meta.url));
const overlays = readdirSync(`${folder}overlays`);
const build = (overlay) => execFileSync('kubectl', ['kustomize', `${folder}overlays/${overlay}`], { encoding: 'utf8' });
const objectsIn = (text) => parseAllDocuments(text).map((document) => document.toJS()).filter((object) => object !== null);
const name = ({ kind, metadata }) => `${kind} ${metadata?.name}`;

test('there are overlays', () => assert.ok(overlays.length >= 2));

for (const overlay of overlays) {
  test(`overlay ${overlay} builds, and its objects are valid and in one namespace`, async () => {
    const objects = objectsIn(build(overlay));
    assert.ok(objects.length > 5);
    assert.deepEqual(await problemsOf(objects), []);
    for (const object of objects) {
      assert.equal(object.kind === 'Namespace' ? object.metadata.name : object.metadata.namespace, 'canary-gateway', name(object));
    }
  });
}

test('the one-file form is what the overlay redis builds', () => {
  const committed = readFileSync(`${folder}canary-gateway.yaml`, 'utf8');
  assert.deepEqual(objectsIn(committed), objectsIn(build('redis')), 'build it again: kubectl kustomize config/kubernetes/overlays/redis');
});

test('a field that Kubernetes does not know, and a value of the wrong type, are found', async () => {
  const service = objectsIn(build('single')).find((object) => object.kind === 'Service');
  service.spec.prots = [];
  assert.match((await problemsOf([service])).join(), /prots/);
  delete service.spec.prots;
  service.spec.ports[0].port = 'eighty';
  assert.match((await problemsOf([service])).join(), /port/);
});
