import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './load.mjs';

const w = await load('split/weights.js');
const two = { stable: 9000, canary: 1000 };
const four = { stable: 4000, a: 3000, b: 2000, c: 1000 };
const sum = weights => Object.values(weights).reduce((total, weight) => total + weight, 0);

test('typed percent numbers are read to the hundredth, with a comma as well', () => {
  for (const [text, hundredths] of [['0', 0], ['100', 10000], ['12.34', 1234], ['12,3', 1230], [' 7 % ', 700], ['.5', 50], ['0.29', 29]]) assert.deepEqual(w.readPercent(text), { hundredths }, text);
  for (const [text, error] of [['', 'empty'], ['x', 'number'], ['1e2', 'number'], ['-1', 'number'], ['.', 'number'], ['100.01', 'range'], ['1.234', 'decimals']]) assert.deepEqual(w.readPercent(text), { error }, text);
});

test('the baseline takes what remains', () => {
  assert.deepEqual(w.withWeight(two, 'stable', 'canary', 2501), { stable: 7499, canary: 2501 });
  assert.deepEqual(w.withWeight(two, 'stable', 'stable', 100), { stable: 100, canary: 9900 });
});

test('a variant gets no more than the others leave', () => {
  assert.deepEqual(w.withWeight(four, 'stable', 'a', 9999), { stable: 0, a: 7000, b: 2000, c: 1000 });
  assert.equal(w.mostOf(four, 'stable', 'a'), 7000);
  assert.equal(w.mostOf(four, 'stable', 'stable'), 10000);
});

test('setting the baseline keeps the others in proportion and the sum exact', () => {
  for (let wanted = 0; wanted <= 10000; wanted += 37) {
    const next = w.withWeight(four, 'stable', 'stable', wanted);
    assert.equal(sum(next), 10000);
    assert.equal(next.stable, wanted);
    assert.ok(Math.abs(next.a - (10000 - wanted) / 2) <= 1 && Math.abs(next.c - (10000 - wanted) / 6) <= 1, JSON.stringify(next));
  }

  assert.deepEqual(w.withWeight({ stable: 10000, a: 0, b: 0 }, 'stable', 'stable', 9000), { stable: 9000, a: 1000, b: 0 });
});

test('a service with the baseline alone keeps it at 100', () => {
  assert.deepEqual(w.withWeight({ stable: 10000 }, 'stable', 'stable', 5000), { stable: 10000 });
});

test('what moves is what others gain', () => {
  assert.equal(w.movedShare(two, { stable: 7500, canary: 2500 }), 1500);
  assert.equal(w.movedShare(four, { stable: 4000, a: 1000, b: 3000, c: 2000 }), 2000);
  assert.equal(w.movedPerMinute(two, { stable: 7500, canary: 2500 }, 60), 540);
  assert.deepEqual(w.changesOf(two, { stable: 7500, canary: 2500 }), [{ name: 'stable', from: 9000, to: 7500 }, { name: 'canary', from: 1000, to: 2500 }]);
});

test('after a rollback the baseline has everything', () => {
  const service = { baseline: 'stable', weights: { stable: 90, canary: 10 }, rolledBack: true };
  assert.deepEqual(w.inForce(service), { stable: 10000, canary: 0 });
  assert.deepEqual(w.inForce({ ...service, rolledBack: false }), two);
});
