import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './load.mjs';

const { eventParser } = await load('live/sse.js');
const { stateOf } = await load('live/freshness.js');
const { diffLines, documentText, fold } = await load('text/diff.js');
const f = await load('text/format.js');
const { milliseconds } = await load('text/duration.js');
const { readRoute, routeTo } = await load('shell/router.js');
const { matches, sorted, differs } = await load('services/search.js');
const { firstForm, formOf, planOf } = await load('service/plan.js');
const { possibleActions } = await load('service/actions.js');
const { conditionText } = await load('service/condition.js');
const { describedOf, fieldsOf } = await load('service/described.js');
const { graphsOf } = await load('graphs/series.js');
const { matchesEntry } = await load('audit/search.js');

test('events: read the same wherever the pieces are cut, and whatever ends their lines', () => {
  const stream = 'retry: 2000\nid: 7\n\nid: 8\nevent: weights\ndata: {"a":1}\n\n: alive\n\ndata: one\ndata: two\n\n';
  const expected = [{ id: '8', type: 'weights', data: '{"a":1}' }, { id: '8', type: 'message', data: 'one\ntwo' }];
  for (const text of [stream, stream.replaceAll('\n', '\r\n'), stream.replaceAll('\n', '\r') + '\n']) {
    for (let size = 1; size <= text.length; size++) {
      const parser = eventParser();
      const events = [];
      for (let at = 0; at < text.length; at += size) events.push(...parser.push(text.slice(at, at + size)));
      assert.deepEqual(events, expected, `${size}`);
      assert.equal(parser.retry, 2000);
      assert.equal(parser.lastId(), '8');
    }
  }
});

test('events: the position that a stream begins with is kept, though no event came', () => {
  const parser = eventParser();
  assert.deepEqual(parser.push('retry: 2000\nid: 41\n\n'), []);
  assert.equal(parser.lastId(), '41');
});

test('freshness: values are live only while both stream and reads say so', () => {
  const facts = { stream: 'open', lastByteAt: 1000, lastReadAt: 1000, readFails: false, begunAt: 0 };
  assert.deepEqual(stateOf(facts, 2000), { state: 'live', since: null });
  assert.deepEqual(stateOf(facts, 8000), { state: 'stale', since: 1000 });
  assert.deepEqual(stateOf({ ...facts, lastReadAt: 25000 }, 25000), { state: 'stale', since: 1000 });
  assert.deepEqual(stateOf({ ...facts, stream: 'closed' }, 2000), { state: 'lost', since: 1000 });
  assert.deepEqual(stateOf({ ...facts, readFails: true }, 2000), { state: 'lost', since: 1000 });
  assert.deepEqual(stateOf({ ...facts, lastReadAt: null }, 2000), { state: 'connecting', since: null });
  assert.deepEqual(stateOf({ ...facts, lastReadAt: null }, 9000), { state: 'lost', since: null });
});

test('diff: what is the same stays, the rest is removed and added, and both texts can be told from it', () => {
  const cases = [['a\nb\nc', 'a\nx\nc'], ['', 'a'], ['a\nb', 'b\na'], ['a\nb\nc\na\nb\nb\na', 'c\nb\na\nb\na\nc'], ['same', 'same'], ['a\nb\nc\nd', 'd']];
  for (const [before, after] of cases) {
    const lines = diffLines(before, after);
    assert.equal(lines.filter(line => line.kind !== 'added').map(line => line.text).join('\n'), before);
    assert.equal(lines.filter(line => line.kind !== 'removed').map(line => line.text).join('\n'), after);
  }

  assert.deepEqual(diffLines('a\nb\nc', 'a\nx\nc').map(line => line.kind), ['same', 'removed', 'added', 'same']);
  assert.equal(diffLines('a\nb\nc\na\nb\nb\na', 'c\nb\na\nb\na\nc').filter(line => line.kind !== 'same').length, 5);
});

test('diff: texts with nothing in common are no trouble', () => {
  const text = letter => Array.from({ length: 3000 }, (_, at) => `${letter}${at}`).join('\n');
  assert.equal(diffLines(text('a'), text('b')).length, 6000);
});

test('diff: long runs of equal lines are folded', () => {
  const before = Array.from({ length: 20 }, (_, at) => `${at}`).join('\n');
  assert.deepEqual(fold(diffLines(before, before.replace('10', 'x')), 2).map(line => line.kind), ['folded', 'same', 'same', 'removed', 'added', 'same', 'same', 'folded']);
  assert.equal(documentText({ name: 'a', revision: 3, owner: {} }), '{\n  "name": "a"\n}');
});

test('numbers: known to the hundredth, unknown is never nought', () => {
  assert.deepEqual([f.percent(12.5), f.percent(0.01), f.percent(null), f.ratio(0.0004), f.ratio(0), f.ratio(null)], ['12.5%', '0.01%', '–', '0.04%', '0%', '–']);
  assert.deepEqual([f.rate(0), f.rate(1.234), f.rate(12.34), f.rate(1234), f.rate(undefined)], ['0', '1.23', '12.3', '1,234', '–']);
  assert.deepEqual([f.seconds(0.00085), f.seconds(0.0123), f.seconds(0.1234), f.seconds(1.234), f.seconds(null)], ['850 µs', '12.3 ms', '123 ms', '1.23 s', '–']);
  assert.deepEqual([f.span(59_000), f.span(61_000), f.span(3_600_000), f.span(90_000_000)], ['59 s', '1 min 1 s', '1 h', '1 d 1 h']);
  assert.equal(f.weightsText({ stable: 90, canary: 10, next: 0 }), 'stable 90% · canary 10%');
});

test('durations: as the API writes them', () => {
  for (const [text, expected] of [['90s', 90_000], ['1h30m', 5_400_000], ['250ms', 250], ['2d', 172_800_000], ['PT5M', 300_000], ['PT1H30M', 5_400_000], ['P1D', 86_400_000], ['5', null], ['', null], ['P', null], ['m5', null]]) assert.equal(milliseconds(text), expected, text);
});

test('routes: parts and query go there and back', () => {
  assert.deepEqual(readRoute('#/services/a%2Fb/history?x=1'), { parts: ['services', 'a/b', 'history'], query: { x: '1' } });
  assert.deepEqual(readRoute(''), { parts: ['services'], query: {} });
  assert.deepEqual(readRoute('#/%'), { parts: ['%'], query: {} });
  assert.equal(routeTo(['audit'], { service: 'shop', none: '' }), '#/audit?service=shop');
});

test('search: every word must be in name, host, path, phase or variants', () => {
  const row = { name: 'shop', phase: 'Paused', desired: { stable: 90, canary: 10 } };
  const place = { hosts: ['shop.example.com'], path: '/cart' };
  for (const text of ['', 'SHOP', 'example paused', '/cart', 'phase:paused', 'canary', '已暂停']) assert.ok(matches(row, place, text, '已暂停'), text);
  for (const text of ['promoted', 'shop other']) assert.ok(!matches(row, place, text), text);
});

test('search: orders put first what wants attention', () => {
  const rows = [{ name: 'c', phase: 'Promoted', requestsPerSecond: 1, errorRate: null }, { name: 'a', phase: null, requestsPerSecond: 9, errorRate: 0 }, { name: 'b', phase: 'Paused', requestsPerSecond: 5, errorRate: 0.5 }];
  const names = order => sorted(rows, order).map(row => row.name).join('');
  assert.deepEqual(['name', 'phase', 'rate', 'errors'].map(names), ['abc', 'bca', 'abc', 'bac']);
  assert.ok(differs({ a: 10 }, { a: 10.01 }) && !differs({ a: 10, b: 0 }, { a: 10 }));
});

test('plan: the form and the document go there and back, and what the form can not say stays JSON', () => {
  const form = firstForm('canary');
  assert.deepEqual(formOf(planOf(form)), form);
  assert.deepEqual(planOf({ ...form, steps: [{ weight: '12,5', hold: '', gate: '', verdict: 'notWorse' }], analysis: false, maxErrors: '50' }),
    { variant: 'canary', steps: [{ weight: 12.5, verdict: 'notWorse' }], onFail: 'rollback', limits: { maxErrors: 50 } });
  assert.equal(planOf({ ...form, steps: [{ weight: 'ten', hold: '', gate: '', verdict: '' }] }).steps[0].weight, 'ten');
  for (const plan of [{ ...planOf(form), freeze: [] }, { ...planOf(form), analysis: { minRequests: 5 } }, { variant: 'canary', steps: [{ weight: 1, gate: { manual: {} } }] }]) assert.equal(formOf(plan), null);
});

test('actions: what is offered is what the state allows', () => {
  const rollout = { phase: 'Progressing', step: { number: 1 }, plan: { steps: [{ gate: 'manual' }] } };
  assert.deepEqual(possibleActions(null), ['start']);
  assert.deepEqual(possibleActions(rollout), ['approve', 'pause', 'promote', 'promoteFull', 'abort']);
  assert.deepEqual(possibleActions({ ...rollout, approval: {} }), ['pause', 'promote', 'promoteFull', 'abort']);
  assert.deepEqual(possibleActions({ ...rollout, phase: 'Paused' }), ['resume', 'promote', 'promoteFull', 'abort']);
  assert.deepEqual(possibleActions({ ...rollout, isReturning: true }), ['pause', 'abort']);
  assert.deepEqual(possibleActions({ ...rollout, reservedUntil: 'x' }), ['abort']);
  assert.deepEqual(possibleActions({ ...rollout, phase: 'RolledBack' }), ['retry', 'start']);
  assert.deepEqual(possibleActions({ ...rollout, phase: 'Promoted' }), ['start']);
});

test('conditions: one line each', () => {
  for (const [when, text] of [
    [{ header: 'x-user-group', equals: 'beta' }, 'header x-user-group = "beta"'],
    [{ cookie: 'a', in: ['1', '2'], ignoreCase: true }, 'cookie a is one of "1", "2" (any case)'],
    [{ query: 'q', exists: false }, 'query q does not exist'],
    [{ all: [{ method: ['GET', 'HEAD'] }, { any: [{ path: '/a' }, { not: { ip: '10.0.0.0/8' } }] }] }, 'method GET, HEAD and (path /a or not (ip 10.0.0.0/8))'],
    [{ claim: 'role', regex: '^a' }, 'claim role matches "^a"'],
  ]) assert.equal(conditionText(when), text);
});

test('explain: fields become the request, and lines that are none are named', () => {
  const fields = fieldsOf({ method: 'GET', path: '/a', query: 'x=1', headers: { a: ['1', '2'], host: 'h' }, cookies: { c: 'd=e' } });
  assert.deepEqual(describedOf(fields), { body: { method: 'GET', path: '/a', query: 'x=1', headers: { a: ['1', '2'], host: 'h' }, cookies: { c: 'd=e' } } });
  assert.deepEqual(describedOf({ ...fields, headers: '', cookies: '', query: '', path: '/p?q=1', remoteIp: ' ::1 ' }), { body: { method: 'GET', path: '/p', query: 'q=1', remoteIp: '::1' } });
  assert.deepEqual(describedOf({ ...fields, headers: 'nothing' }), { error: 'header', line: 'nothing' });
  assert.deepEqual(describedOf({ ...fields, cookies: 'nothing' }), { error: 'cookie', line: 'nothing' });
});

test('graphs: every line has a value for every time, null where there is none', () => {
  const traffic = { points: { at: ['2026-01-01T00:00:00Z', '2026-01-01T00:00:05Z'], variants: { stable: { requestsPerSecond: [1], errorRate: [null, 0], p50: [], p99: [1, 2] } } }, evidence: { checks: { errors: { log10: [null, 1], threshold: [2, 2] } } } };
  const { times, graphs } = graphsOf(traffic);
  assert.equal(times[1] - times[0], 5);
  assert.deepEqual(graphs.map(graph => graph.kind), ['rate', 'errors', 'latency', 'evidence']);
  assert.deepEqual(graphs.flatMap(graph => graph.lines.map(line => line.values)), [[1, null], [null, 0], [null, null], [1, 2], [null, 1], [2, 2]]);
});

test('audit: words and a service', () => {
  const entry = { actor: 'ada', action: 'weights', service: 'shop', status: 412, reason: 'Looks good' };
  assert.ok(matchesEntry(entry, 'ADA good service:shop 412') && !matchesEntry(entry, 'service:sho') && !matchesEntry(entry, 'otto'));
});

test('odds: powers of 10 as people say them', () => {
  assert.deepEqual([f.odds(0), f.odds(0.9), f.odds(2), f.odds(2.301), f.odds(7.25), f.odds(-0.4), f.odds(null)], ['1', '7.9', '100', '200', '10^7.3', '< 1', '–']);
});
