// Whether values are those of now, by what the event stream and the reads say. Pure.

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
