// Hosts and paths of services, which searches look at. Read when the list of services is not the one that was read, and no more often than every few seconds.
import { get } from '../access/api.js';

const AT_LEAST = 5_000;

const places = new Map();
let readAt = 0;
let reading = null;

/** {hosts, path} of a service; undefined while that is not known. */
export const placeOf = name => places.get(name);

/** Reads what is missing for these rows, and calls back when there is something new. */
export function ensurePlaces(rows, changed) {
  const isKnown = rows.every(row => places.has(row.name) && places.get(row.name).revision >= row.revision);
  if (isKnown || reading || Date.now() - readAt < AT_LEAST) return;
  reading = readAll().then(changed, () => { /* The list goes without hosts; the next look tries again. */ }).finally(() => { [reading, readAt] = [null, Date.now()]; });
}

async function readAll() {
  let token = '';
  do {
    const { data } = await get(`services?pageSize=500${token ? `&pageToken=${encodeURIComponent(token)}` : ''}`);
    for (const service of data.items) {
      places.set(service.name, { hosts: service.match.hosts ?? [], path: service.match.path, revision: service.revision });
    }

    token = data.nextPageToken;
  } while (token);
}
