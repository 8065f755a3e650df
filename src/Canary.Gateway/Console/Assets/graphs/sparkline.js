// The last minutes of a service's requests, as a line that is as high as its own highest value.
import { h } from '../dom/dom.js';

const WIDTH = 90;
const HEIGHT = 22;

/** The path of values, oldest first. Pure. */
export function sparkPath(values, width = WIDTH, height = HEIGHT) {
  if (!values || values.length < 2) return '';
  const most = Math.max(...values, 1e-9);
  const step = width / (values.length - 1);
  return values.map((value, at) => `${at === 0 ? 'M' : 'L'}${(at * step).toFixed(1)} ${(height - 1 - value / most * (height - 2)).toFixed(1)}`).join('');
}

/** The line; what it says is in the number beside it. */
export function sparkline(values) {
  const path = sparkPath(values);
  return h('svg.spark', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, 'aria-hidden': 'true' },
    path && h('path.spark-area', { d: `${path}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z` }),
    path && h('path.spark-line', { d: path }));
}
