// A request that is to be explained, between the fields of the form and what is sent. Pure.

/** The form of a request that read curl commands give. */
export function fieldsOf({ method, path, query, headers, cookies }) {
  const lines = Object.entries(headers).flatMap(([name, values]) => [values].flat().map(value => `${name}: ${value}`));
  return { method, path, query, headers: lines.join('\n'), cookies: Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join('\n'), remoteIp: '' };
}

/** The body of an explain call, or {error: 'header' | 'cookie', line} for a line that can't be read. */
export function describedOf(fields) {
  const headers = new Map();
  for (const line of lines(fields.headers)) {
    const at = line.indexOf(':');
    if (at < 1) return { error: 'header', line };
    const name = line.slice(0, at).trim();
    const value = line.slice(at + 1).trim();
    headers.set(name, headers.has(name) ? [headers.get(name), value].flat() : value);
  }

  const cookies = new Map();
  for (const line of fields.cookies.split(/[\n;]/).map(part => part.trim()).filter(Boolean)) {
    const at = line.indexOf('=');
    if (at < 1) return { error: 'cookie', line };
    cookies.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }

  const [path, query] = split(fields.path.trim() || '/');
  return {
    body: {
      method: fields.method.trim() || 'GET', path,
      ...((query || fields.query.trim()) && { query: [query, fields.query.trim().replace(/^\?/, '')].filter(Boolean).join('&') }),
      ...(headers.size > 0 && { headers: Object.fromEntries(headers) }),
      ...(cookies.size > 0 && { cookies: Object.fromEntries(cookies) }),
      ...(fields.remoteIp.trim() && { remoteIp: fields.remoteIp.trim() }),
    },
  };
}

const lines = text => text.split('\n').map(line => line.trim()).filter(Boolean);

function split(path) {
  const at = path.indexOf('?');
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)];
}
