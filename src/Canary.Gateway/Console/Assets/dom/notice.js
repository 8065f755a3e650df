// Says for a few seconds what was done, on the page and to screen readers.
import { announce } from './announce.js';
import { h } from './dom.js';

const SHOWN_FOR = 6_000;

/** Shows a notice; the one before goes. */
export function notice(text) {
  document.querySelector('.notice')?.remove();
  const element = h('div.notice', { 'aria-hidden': 'true' }, text);
  document.body.append(element);
  announce(text);
  setTimeout(() => element.remove(), SHOWN_FOR);
}
