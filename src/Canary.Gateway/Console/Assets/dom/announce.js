// Tells users of screen readers what changed, through two live regions that are always on the page.
import { h } from './dom.js';

const polite = h('div.visually-hidden', { 'aria-live': 'polite', role: 'status', id: 'announce-polite' });
const assertive = h('div.visually-hidden', { 'aria-live': 'assertive', role: 'alert', id: 'announce-assertive' });

/** The regions, for the page to hold. */
export const liveRegions = [polite, assertive];

/** Says something when the reader is idle. */
export function announce(text) {
  say(polite, text);
}

/** Says something at once. */
export function alarm(text) {
  say(assertive, text);
}

// A text that is the same as before is no change to a reader: it is taken away first.
function say(region, text) {
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 50);
}
