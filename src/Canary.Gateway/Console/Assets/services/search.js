// Which services a search finds, and in which order. Pure.

/** Whether a row has every word of the text in its name, hosts, path, phase or variants. `words` are the phase's names in the page's language. */
export function matches(row, place, text, words = '') {
  const hay = [row.name, ...(place?.hosts ?? []), place?.path ?? '', row.phase ?? '', row.rolledBack ? 'rolledback' : '', words, ...Object.keys(row.desired ?? {})].join(' ').toLowerCase();
  return text.toLowerCase().split(/\s+/).filter(Boolean).every(word => hay.includes(word.replace(/^(phase|host|name):/, '')));
}

const PHASES = ['Paused', 'Progressing', 'RolledBack', 'Aborted', 'Superseded', 'Promoted'];
const phaseOrder = row => row.rolledBack ? -1 : row.phase ? PHASES.indexOf(row.phase) : PHASES.length;

const ORDERS = {
  name: (a, b) => a.name < b.name ? -1 : 1,
  phase: (a, b) => phaseOrder(a) - phaseOrder(b),
  rate: (a, b) => b.requestsPerSecond - a.requestsPerSecond,
  errors: (a, b) => (b.errorRate ?? -1) - (a.errorRate ?? -1),
};

/** Rows in an order; those that are equal, by name. */
export function sorted(rows, order) {
  const compare = ORDERS[order] ?? ORDERS.name;
  return [...rows].sort((a, b) => compare(a, b) || ORDERS.name(a, b));
}

/** Whether a split is not what another one says: by more than rounding, and for what was observed by more than chance would make it. */
export function differs(a, b, tolerance = 0.005) {
  return Object.keys({ ...a, ...b }).some(name => Math.abs((a?.[name] ?? 0) - (b?.[name] ?? 0)) > tolerance);
}
