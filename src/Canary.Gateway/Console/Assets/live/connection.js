// How current the page is: what the event stream and the reads say together. The only place that decides whether values may be shown as now's.

/** No byte for this long, heartbeats included, is a stream that hangs. */
export const SILENT_AFTER = 20_000;

/** Values older than this are old. */
export const OLD_AFTER = 6_000;

/** 'live', 'connecting', 'stale' (no news) or 'lost' (no connection), and since when values are old. Pure. */
export function stateOf({ stream, lastByteAt, lastReadAt, readFails, begunAt }, now) {
  if (lastReadAt === null) return readFails || now - begunAt > OLD_AFTER ? { state: 'lost', since: null } : { state: 'connecting', since: null };
  if (readFails || stream === 'closed') return { state: 'lost', since: lastReadAt };
  if (now - lastReadAt > OLD_AFTER) return { state: 'stale', since: lastReadAt };
  if (stream === 'open' && now - lastByteAt > SILENT_AFTER) return { state: 'stale', since: lastByteAt };
  return { state: 'live', since: null };
}

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
