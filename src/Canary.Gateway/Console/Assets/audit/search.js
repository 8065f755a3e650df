// Which entries of the audit a search finds. Pure.

/** Whether an entry has every word; 'service:shop' is that service alone. */
export function matchesEntry(item, text) {
  const hay = [item.actor, item.remote, item.action, item.service, item.status, item.reason, item.detail].join(' ').toLowerCase();
  return text.toLowerCase().split(/\s+/).filter(Boolean).every(word => word.startsWith('service:') ? item.service === word.slice(8) : hay.includes(word));
}
