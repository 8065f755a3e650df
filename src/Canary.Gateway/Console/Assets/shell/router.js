// Which page the address names: '#/services/shop/history?x=1' is parts ['services', 'shop', 'history'] and query {x: '1'}.

/** A hash as parts and query. Pure. */
export function readRoute(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const parts = path.split('/').filter(Boolean).map(decode);
  return { parts: parts.length > 0 ? parts : ['services'], query: Object.fromEntries(new URLSearchParams(query)) };
}

/** The hash of parts and query. Pure. */
export function routeTo(parts, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value);
  return `#/${parts.map(encodeURIComponent).join('/')}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
