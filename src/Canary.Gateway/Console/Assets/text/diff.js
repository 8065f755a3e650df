// The difference of two texts by lines. Myers' greedy algorithm, O((N + M) D) with D the number of differing lines;
// E. W. Myers, An O(ND) Difference Algorithm and Its Variations, 1986. Pure.

/** Lines of both texts in order, each {kind: 'same' | 'removed' | 'added', text}. */
export function diffLines(before, after) {
  const a = before.split('\n');
  const b = after.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = text => ({ kind: 'same', text });
  return [
    ...a.slice(0, head).map(same),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(same),
  ];
}

// Beyond so many differing lines the texts have nothing in common that would be worth the memory.
const MOST = 1000;

function middle(a, b) {
  const trace = [];
  let furthest = new Map([[1, 0]]);
  for (let d = 0; d <= Math.min(MOST, a.length + b.length); d++) {
    trace.push(furthest);
    furthest = new Map(furthest);
    for (let k = -d; k <= d; k += 2) {
      let x = isDown(furthest, k, d) ? furthest.get(k + 1) : furthest.get(k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a, b, d);
    }
  }

  return [...a.map(text => ({ kind: 'removed', text })), ...b.map(text => ({ kind: 'added', text }))];
}

const isDown = (furthest, k, d) => k === -d || (k !== d && furthest.get(k - 1) < furthest.get(k + 1));

function walkBack(trace, a, b, d) {
  const lines = [];
  let [x, y] = [a.length, b.length];
  for (; d >= 0; d--) {
    const furthest = trace[d];
    const k = x - y;
    const from = d === 0 ? 0 : isDown(furthest, k, d) ? k + 1 : k - 1;
    const [startX, startY] = d === 0 ? [0, 0] : [furthest.get(from), furthest.get(from) - from];
    while (x > startX && y > startY && a[x - 1] === b[y - 1]) {
      lines.push({ kind: 'same', text: a[--x] });
      y--;
    }

    if (d > 0 && x > startX) lines.push({ kind: 'removed', text: a[--x] });
    else if (d > 0) lines.push({ kind: 'added', text: b[--y] });
  }

  return lines.reverse();
}

/** The same with long runs of equal lines folded to {kind: 'folded', count}. */
export function fold(lines, context = 3) {
  const kept = lines.map((_, at) => lines.slice(Math.max(0, at - context), at + context + 1).some(line => line.kind !== 'same'));
  const folded = [];
  for (let at = 0; at < lines.length; at++) {
    if (kept[at]) folded.push(lines[at]);
    else if (folded.at(-1)?.kind === 'folded') folded.at(-1).count++;
    else folded.push({ kind: 'folded', count: 1 });
  }

  return folded;
}

/** A service as text whose lines can be compared: without what changes with every write. */
export function documentText(service) {
  const { revision: _, owner: __, ...rest } = service ?? {};
  return JSON.stringify(rest, null, 2);
}
