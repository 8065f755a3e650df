// Who looks at the page: the key that they gave, what the gateway says of them, and what happens when that ends.

const KEY = 'canary.key';

let caller = null;
let config = { version: '', open: false, login: false };
const endings = new Set();

/** What the gateway says without being asked who one is: {version, open, login}. */
export const currentConfig = () => config;

/** Who the caller is: {name, role, knownBy}; null before the login. */
export const currentCaller = () => caller;

/** Whether the caller may change traffic. */
export const mayOperate = () => caller?.role === 'operator' || caller?.role === 'admin';

/** Reads what can be known without credentials. */
export async function loadConfig() {
  const answer = await fetch(new URL('console/config.json', document.baseURI), { cache: 'no-store' });
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  config = await answer.json();
}

/** Headers that show who the caller is; a session's cookie goes along by itself. */
export function credentials() {
  const key = sessionStorage.getItem(KEY);
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/** Whether a key was given in this tab. */
export const hasKey = () => sessionStorage.getItem(KEY) !== null;

/** Tries a key, or what the browser sends by itself where it is null. Resolves to the answer's status; the key stays where it is 200. */
export async function logIn(key) {
  const headers = key ? { Authorization: `Bearer ${key}` } : credentials();
  const answer = await fetch(new URL('api/v1/caller', document.baseURI), { headers, cache: 'no-store' });
  if (answer.ok) {
    caller = await answer.json();
    if (key) sessionStorage.setItem(KEY, key);
  } else if (answer.status === 401 && !key) {
    sessionStorage.removeItem(KEY);
  }

  return answer.status;
}

/** Forgets the key. */
export function forget() {
  sessionStorage.removeItem(KEY);
  caller = null;
}

/** Calls back when the gateway no longer knows who the caller is. */
export function onSessionEnd(listener) {
  endings.add(listener);
}

/** A call was answered 401: what is on the page stays, and a login comes before it. */
export function sessionEnded() {
  if (caller === null) return;
  forget();
  endings.forEach(listener => listener());
}
