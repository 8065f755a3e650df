// What all services do now, at one read: every page gets its numbers from here, and the page's freshness comes from it.
import { get } from '../access/api.js';
import { readIs } from './connection.js';
import { onEvent } from './events.js';
import { poll } from './poll.js';

const INTERVAL = 2_000;

// An event may be known before this gateway routes by it: then it is asked again soon.
const SOON = 60;
const MOST_TRIES = 25;

let overview = null;
let reading = null;
let stopEvents = null;
let wanted = 0;
let catchingUp = false;
const listeners = new Set();

/** The last answer; null before the first. */
export const currentOverview = () => overview;

/** The row of one service; null where there is none. */
export const rowOf = name => overview?.services.find(service => service.name === name) ?? null;

/** Calls back with every answer. Returns how to stop it. */
export function onOverview(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Begins to read. */
export function startOverview() {
  stopOverview();
  reading = poll(read, INTERVAL);
  stopEvents = onEvent(event => catchUp(event.revision ?? 0));
}

/** Ends it; what was read is forgotten. */
export function stopOverview() {
  reading?.stop();
  stopEvents?.();
  [reading, stopEvents, overview, wanted] = [null, null, null, 0];
}

/** Reads now. */
export const refreshOverview = () => reading?.now();

async function read(signal) {
  try {
    const { data } = await get('overview', { signal });
    overview = data;
    readIs(true);
    listeners.forEach(listener => listener(data));
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (error.status !== 401) readIs(false);
  }
}

// However many events come at once, one read follows the other, with a pause between them.
async function catchUp(revision) {
  wanted = Math.max(wanted, revision);
  if (catchingUp) return;
  catchingUp = true;
  for (let attempt = 0; attempt < MOST_TRIES && reading; attempt++) {
    await reading.now();
    if ((overview?.appliedRevision ?? 0) >= wanted) break;
    await new Promise(resolve => setTimeout(resolve, SOON));
  }

  catchingUp = false;
}
