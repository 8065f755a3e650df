// How current the page is: what the event stream and the reads say together. The only place that knows whether values may be shown as now's.

import { stateOf } from './freshness.js';

const facts = { stream: 'connecting', lastByteAt: null, lastReadAt: null, readFails: false, begunAt: Date.now() };
const listeners = new Set();
let shown = '';

/** How it stands now. */
export const connection = () => stateOf(facts, Date.now());

/** Calls back when that changes. Returns how to stop it. */
export function onConnection(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The stream of events opened, or broke off. */
export function streamIs(stream) {
  facts.stream = stream;
  facts.lastByteAt = Date.now();
  look();
}

/** Something came by the stream, a heartbeat as well. */
export function heard() {
  facts.lastByteAt = Date.now();
}

/** A read of the values on the page came back, or did not. */
export function readIs(works) {
  facts.readFails = !works;
  if (works) facts.lastReadAt = Date.now();
  look();
}

/** Begins anew, as after a login. */
export function beginConnection() {
  Object.assign(facts, { stream: 'connecting', lastByteAt: null, lastReadAt: null, readFails: false, begunAt: Date.now() });
  look();
}

function look() {
  const now = connection();
  if (shown === now.state) return;
  shown = now.state;
  document.documentElement.dataset.connection = now.state;
  listeners.forEach(listener => listener(now));
}

setInterval(look, 500);
document.addEventListener('visibilitychange', look);
