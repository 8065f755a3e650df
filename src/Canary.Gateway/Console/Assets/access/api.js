// Calls of the admin API: credentials, preconditions and reasons go in, data or one kind of problem comes out.
import { credentials, sessionEnded } from './session.js';

/** What went wrong, as RFC 9457 has it; status 0 where no answer came. */
export class ApiProblem extends Error {
  constructor({ status = 0, code = 'unreachable', title = '', detail = '', errors = {}, currentRevision = null }) {
    super(detail || title || code);
    Object.assign(this, { status, code, title, detail, errors, currentRevision });
  }
}

/**
 * One call. `path` is below /api/v1/, its parts encoded already.
 * @returns {data, etag}
 * @throws {ApiProblem} where the answer is not 2xx, or there is none.
 */
export async function call(method, path, { body, ifMatch, reason, signal } = {}) {
  const headers = { ...credentials(), Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (ifMatch) headers['If-Match'] = ifMatch;
  if (reason) headers['X-Canary-Reason'] = headerText(reason);
  if (method !== 'GET') headers['X-Canary-Console'] = '1';
  const answer = await send(new URL(`api/v1/${path}`, document.baseURI), { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal });
  const data = await readJson(answer);
  if (answer.ok) return { data, etag: answer.headers.get('ETag') };
  if (answer.status === 401) sessionEnded();
  throw new ApiProblem({ status: answer.status, code: `status-${answer.status}`, ...data });
}

/** A read. */
export const get = (path, options) => call('GET', path, options);

/** A path of a service, below /api/v1/. */
export const servicePath = (name, rest = '') => `services/${encodeURIComponent(name)}${rest}`;

// A gateway that hangs is one that does not answer.
const PATIENCE = 10_000;

async function send(url, options) {
  const signal = AbortSignal.any([AbortSignal.timeout(PATIENCE), ...(options.signal ? [options.signal] : [])]);
  try {
    return await fetch(url, { ...options, signal, cache: 'no-store', redirect: 'error' });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiProblem({ detail: String(error.message) });
  }
}

async function readJson(answer) {
  const text = await answer.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiProblem({ status: answer.status, code: 'not-json', detail: text.slice(0, 200) });
  }
}

// Headers are bytes to browsers and UTF-8 to the gateway: each byte as one character, so that a reason can be in any language.
export function headerText(text) {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
