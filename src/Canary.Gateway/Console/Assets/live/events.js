// The stream of every accepted change, read by fetch as EventSource can't send a key. After a break it goes on behind the last event.
import { credentials, sessionEnded } from '../access/session.js';
import { heard, streamIs } from './connection.js';
import { SILENT_AFTER } from './freshness.js';
import { eventParser } from './sse.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

const listeners = new Set();
let run = null;

/** Calls back with every event {type, service, revision, at, actor, action, reason}; type 'reset' means that all must be read anew. Returns how to stop it. */
export function onEvent(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Begins to listen. */
export function startEvents() {
  stopEvents();
  run = new AbortController();
  listen(run.signal);
}

/** Ends it. */
export function stopEvents() {
  run?.abort();
  run = null;
}

async function listen(signal) {
  let lastId = null;
  let wait = FIRST_WAIT;
  while (!signal.aborted) {
    const began = Date.now();
    try {
      lastId = await readStream(lastId, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error.status === 401) { sessionEnded(); return; }
      lastId = error.lastId ?? lastId;
    }

    streamIs('closed');
    wait = Date.now() - began > LONGEST_WAIT ? FIRST_WAIT : Math.min(LONGEST_WAIT, wait * 2);
    // Each waits a little differently, so that a gateway that comes back does not get all pages at once.
    await sleep(wait * (0.5 + Math.random() / 2), signal);
  }
}

async function readStream(lastId, signal) {
  const silence = new AbortController();
  const answer = await fetch(new URL('api/v1/events', document.baseURI), {
    headers: { ...credentials(), Accept: 'text/event-stream', ...(lastId ? { 'Last-Event-ID': lastId } : {}) },
    cache: 'no-store',
    signal: AbortSignal.any([signal, silence.signal]),
  });
  if (!answer.ok) throw Object.assign(new Error(`events: ${answer.status}`), { status: answer.status });
  streamIs('open');
  const parser = eventParser();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  // A stream that hangs is ended and begun anew.
  let watch = setTimeout(() => silence.abort(), SILENT_AFTER * 1.5);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return parser.lastId() || lastId;
      clearTimeout(watch);
      watch = setTimeout(() => silence.abort(), SILENT_AFTER * 1.5);
      heard();
      parser.push(value).forEach(tell);
    }
  } catch (error) {
    throw Object.assign(error, { lastId: parser.lastId() || lastId });
  } finally {
    clearTimeout(watch);
  }
}

function tell(event) {
  const told = { ...JSON.parse(event.data), type: event.type, id: event.id };
  listeners.forEach(listener => listener(told));
}

function sleep(milliseconds, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
