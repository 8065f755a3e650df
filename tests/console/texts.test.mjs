import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import test from 'node:test';
import { assets, load } from './load.mjs';

const en = (await load('text/en.js')).default;
const zh = (await load('text/zh.js')).default;
const files = (await readdir(assets, { recursive: true })).filter(file => file.endsWith('.js') && !file.startsWith('vendor'));
const sources = await Promise.all(files.map(async file => [file, await readFile(new URL(file, assets), 'utf8')]));

test('both languages have the same keys', () => assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort()));

test('both languages put the same values into each text', () => {
  const values = text => [...new Set([...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(match => match[1]))].sort();
  for (const key of Object.keys(en)) assert.deepEqual(values(zh[key]), values(en[key]), key);
});

test('every key that the code names is there, and every one that is there is used', () => {
  const code = sources.filter(([file]) => !['text/en.js', 'text/zh.js'].includes(file)).map(([, source]) => source).join('\n');
  const named = [...code.matchAll(/\bt\('([^']+)'/g)].map(match => match[1]);
  for (const key of named) assert.ok(key in en, key);
  // A key that is put together, as column.${name}, counts for all that begin and end like it.
  const patterns = [...code.matchAll(/\bt\(`([^`]+)`/g)].map(match => new RegExp(`^${match[1].replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '.+')}$`));
  const constants = new Set([...code.matchAll(/'([\w.]+)'/g)].map(match => match[1]));
  for (const key of Object.keys(en)) assert.ok(constants.has(key) || patterns.some(pattern => pattern.test(key)), `${key} is not used`);
});

test('no module makes markup, styles or code from strings', () => {
  for (const [file, source] of sources) {
    assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\('style'|javascript:/, file);
  }
});

test('files are short, and each says in its first line what it is for', () => {
  for (const [file, source] of sources) {
    assert.ok(source.split('\n').length <= 300, file);
    assert.match(source, /^\/\/ \S/, file);
  }
});

test('the page fetches at once all modules that its first view needs, and no others', async () => {
  const byFile = new Map(sources);
  const needed = new Set();
  const todo = ['app.js', 'services/page.js'];
  for (let file = todo.pop(); file; file = todo.pop()) {
    if (needed.has(file)) continue;
    needed.add(file);
    for (const [, from] of byFile.get(file).matchAll(/^import [^;]*?from '([^']+)'/gms)) todo.push(new URL(from, `x:/${file}`).pathname.slice(1));
  }

  const page = await readFile(new URL('index.html', assets), 'utf8');
  const fetched = [...page.matchAll(/(?:modulepreload" href|module" src)="console\/([^"]+)"/g)].map(match => match[1]);
  assert.deepEqual(fetched.sort(), [...needed, 'services/page.js'].filter((file, at, all) => all.indexOf(file) === at).sort());
});
