// Who did what, from where and why, refused attempts included; by service and by words, over the pages that were read.
import { get } from '../access/api.js';
import { currentCaller } from '../access/session.js';
import { problemText } from '../change/change.js';
import { h } from '../dom/dom.js';
import { badge, button, field } from '../dom/fields.js';
import { morph } from '../dom/morph.js';
import { onEvent } from '../live/events.js';
import { poll } from '../live/poll.js';
import { routeTo } from '../shell/router.js';
import { count, dateTime } from '../text/format.js';
import { currentLanguage, said, t } from '../text/i18n.js';
import { matchesEntry } from './search.js';

const PAGE = 100;
const INTERVAL = 5_000;

/** Shows the page. `?service=` begins with what concerns one service. */
export function show(host, route) {
  let items = null;
  let next = null;
  let problem = null;
  let text = route.query.service ? `service:${route.query.service}` : '';
  const body = h('div');
  host.replaceChildren(body);
  const reading = currentCaller().role === 'viewer' ? null : poll(readNewest, INTERVAL);
  const stopEvents = onEvent(() => reading?.now());
  render();
  return { render, route: to => { text = to.query.service ? `service:${to.query.service}` : text; render(); }, stop: () => { reading?.stop(); stopEvents(); } };

  // What is new comes to the front of what was read; a gap, where much is new, ends the list there.
  async function readNewest(signal) {
    await read(async () => {
      const { data } = await get(`audit?pageSize=${PAGE}`, { signal });
      const known = items?.findIndex(item => item.id === data.items.at(-1)?.id) ?? -1;
      if (known < 0) [items, next] = [data.items, data.nextPageToken ?? null];
      else items = [...data.items, ...items.slice(known + 1)];
    });
  }

  async function readMore() {
    await read(async () => {
      const { data } = await get(`audit?pageSize=${PAGE}&pageToken=${encodeURIComponent(next)}`);
      [items, next] = [[...items, ...data.items], data.nextPageToken ?? null];
    });
  }

  async function read(how) {
    try {
      await how();
      problem = null;
    } catch (error) {
      if (error.name === 'AbortError') return;
      problem = error;
    }

    render();
  }

  function render() {
    if (!reading) return morph(body, h('h1', { tabindex: '-1' }, t('nav.audit')), h('p.empty', null, t('audit.viewer')));
    const found = (items ?? []).filter(item => matchesEntry(item, text));
    return morph(body,
      h('div.page-head', null, h('h1', { tabindex: '-1' }, t('nav.audit')),
        field({ name: 'audit-search', label: t('audit.search') }, attributes => h('input', {
          ...attributes, type: 'search', value: text, placeholder: t('audit.searchHint'), autocomplete: 'off', onInput: event => { text = event.target.value; render(); },
        }))),
      problem && problemText(problem),
      items === null ? h('p.empty', null, t('loading')) : [
        h('p.sub', null, t('audit.found', { found: count(found.length, currentLanguage()), all: count(items.length, currentLanguage()) })),
        found.length > 0 && table(found),
        next ? button(t('more'), readMore) : h('p.sub', null, t('audit.end')),
      ]);
  }

  function table(found) {
    return h('div.scroll', { key: 'table', tabindex: '0', role: 'group', 'aria-label': t('nav.audit') }, h('table.plain', { class: problem ? 'is-old' : '' },
      h('thead', null, h('tr', null, ['at', 'actor', 'action', 'service', 'status', 'why'].map(name => h('th', { scope: 'col', class: name === 'status' ? 'number' : '' }, t(`audit.${name}`))))),
      h('tbody', null, found.map(item => h('tr', { key: item.id },
        h('td.nowrap', null, dateTime(item.at, currentLanguage())), h('td', null, item.actor, item.remote && h('span.sub', null, item.remote)), h('td', null, h('code', null, item.action)),
        h('td', null, item.service && h('a', { href: routeTo(['services', item.service]) }, item.service), item.revision && h('span.sub', null, t('audit.revision', { revision: item.revision }))),
        h('td.number', null, item.status >= 400 ? badge(item.status, 'danger') : item.status),
        h('td.why', said(item.reason ?? item.detail), item.reason && h('span', null, item.reason), item.detail && h('span.sub', null, item.detail)))))));
  }
}
