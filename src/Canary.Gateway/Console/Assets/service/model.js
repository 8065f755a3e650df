// What the page of one service knows: its document, its rollout and its traffic, each read when it may have changed.
import { get, servicePath } from '../access/api.js';
import { readIs } from '../live/connection.js';
import { onEvent } from '../live/events.js';
import { onOverview, rowOf } from '../live/overview.js';
import { poll } from '../live/poll.js';

const SERVICE_INTERVAL = 2_000;
const TRAFFIC_INTERVAL = 5_000;
const SOON = 60;
const MOST_TRIES = 25;

/**
 * Begins to read a service.
 * @param changed is called whenever something is new.
 * @returns the model: {name, service, etag, missing, rollout, traffic, row, problem, refresh(), stop()}.
 */
export function readService(name, changed) {
  const model = { name, service: null, etag: null, missing: false, rollout: null, traffic: null, row: rowOf(name), problem: null, refresh, stop };
  const service = poll(readDocument, SERVICE_INTERVAL);
  const traffic = poll(readTraffic, TRAFFIC_INTERVAL);
  const ends = [
    () => service.stop(), () => traffic.stop(),
    onOverview(() => { model.row = rowOf(name); changed(); }),
    onEvent(event => { if (event.type === 'reset' || event.service === name) catchUp(event.revision ?? 0); }),
  ];
  let stopped = false;
  return model;

  function stop() {
    stopped = true;
    ends.forEach(end => end());
  }

  /** Reads again until the service is at a revision, which another gateway may know first. */
  async function refresh(revision = 0) {
    await catchUp(revision);
  }

  async function catchUp(revision) {
    for (let attempt = 0; attempt < MOST_TRIES && !stopped; attempt++) {
      await service.now();
      if (model.missing || (model.service?.revision ?? 0) >= revision) return;
      await new Promise(resolve => setTimeout(resolve, SOON));
    }
  }

  async function readDocument(signal) {
    try {
      const [document, rollout] = await Promise.all([get(servicePath(name), { signal }), get(servicePath(name, '/rollout'), { signal }).catch(orNone)]);
      Object.assign(model, { service: document.data, etag: document.etag, rollout: rollout?.data ?? null, missing: false, problem: null });
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.code === 'service-not-found') Object.assign(model, { missing: true, service: null, rollout: null });
      else if (error.status === 0) readIs(false);
      else if (error.status !== 401) model.problem = error;
    }

    changed();
  }

  async function readTraffic(signal) {
    try {
      model.traffic = (await get(servicePath(name, '/traffic'), { signal })).data;
    } catch (error) {
      // The overview, which is read more often, says that the gateway is away; graphs then end where they are.
      if (error.name !== 'AbortError' && error.status !== 404) return;
    }

    changed();
  }
}

// A service that never had a rollout is no problem.
function orNone(error) {
  if (error.code === 'no-rollout' || error.code === 'service-not-found') return null;
  throw error;
}

/** The file that owns a service and lets nobody else change it; null: anybody may. */
export const ownerOf = service => service?.owner?.apiChanges === 'refused' ? service.owner.file : null;
