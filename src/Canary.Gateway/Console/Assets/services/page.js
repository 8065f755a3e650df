// All services: searchable, each with where it stands and what it does now.
import { announce } from '../dom/announce.js';
import { h } from '../dom/dom.js';
import { field, select, idOf } from '../dom/fields.js';
import { morph } from '../dom/morph.js';
import { connection } from '../live/connection.js';
import { currentOverview, onOverview } from '../live/overview.js';
import { currentLanguage, t } from '../text/i18n.js';
import { count } from '../text/format.js';
import { ensurePlaces, placeOf } from './places.js';
import { cells, nameCell, signature } from './row.js';
import { matches, sorted } from './search.js';

const ORDERS = ['name', 'phase', 'rate', 'errors'];
const COLUMNS = [['name', 'name'], ['phase', 'phase'], ['desired'], ['applied'], ['observed'], ['rate', 'rate'], ['errors', 'errors'], ['spark']];

// Kept while other pages are looked at.
const chosen = { text: '', order: 'name' };

/** Shows the page. */
export function show(host) {
  const head = h('div');
  const body = h('div.rows', { role: 'rowgroup' });
  const empty = h('div');
  const table = h('div.table.services', { role: 'table', id: 'services' }, h('div', { role: 'rowgroup' }), body);
  host.replaceChildren(head, table, empty);
  const drawn = new Map();
  const observer = new IntersectionObserver(onNear, { rootMargin: '600px' });
  let announcing = null;
  let shownCount = -1;
  body.addEventListener('keydown', onArrow);
  const stop = onOverview(render);
  render();
  return { render, stop: () => { stop(); observer.disconnect(); } };

  function render() {
    const overview = currentOverview();
    const rows = overview?.services ?? [];
    ensurePlaces(rows, render);
    const found = sorted(rows.filter(row => matches(row, placeOf(row.name), chosen.text, row.phase ? t(`phase.${row.phase}`) : '')), chosen.order);
    morph(head, heading(overview, found.length, rows.length));
    table.setAttribute('aria-label', t('nav.services'));
    table.setAttribute('aria-rowcount', String(found.length + 1));
    table.hidden = found.length === 0;
    morph(table.firstElementChild, headerRow());
    renderRows(found);
    morph(empty, emptyText(overview, rows.length, found.length));
    sayCount(found.length);
  }

  function renderRows(found) {
    const wanted = new Set(found.map(row => row.name));
    for (const [name, { element }] of drawn) {
      if (!wanted.has(name)) element.remove();
    }

    let at = body.firstChild;
    for (const row of found) {
      const place = placeOf(row.name);
      const now = signature(row, place);
      const known = drawn.get(row.name) ?? begin(row.name);
      known.latest = () => { if (known.signature !== now) morph(known.element, cells(row, place)); known.signature = now; };
      if (known.isNear) known.latest();
      else if (known.signature === '') morph(known.element, nameCell(row, place));
      if (known.element === at) at = at.nextSibling;
      else body.insertBefore(known.element, at);
    }
  }

  function begin(name) {
    const known = { element: h('div.row', { role: 'row', 'data-service': name }), signature: '', isNear: false, latest: null };
    drawn.set(name, known);
    observer.observe(known.element);
    return known;
  }

  // Rows far from what is seen have their names, and the rest as soon as they come near.
  function onNear(entries) {
    for (const { target, isIntersecting } of entries) {
      const known = drawn.get(target.dataset.service);
      if (!known) continue;
      known.isNear = isIntersecting;
      if (isIntersecting) known.latest();
    }
  }

  function heading(overview, found, all) {
    return [
      h('div.page-head', null,
        h('h1', { tabindex: '-1' }, t('nav.services'), overview && h('span.count', null, found === all ? count(all, currentLanguage()) : t('services.found', { found, all }))),
        h('div.filters', null,
          field({ name: 'search', label: t('services.search') }, attributes => h('input', {
            ...attributes, type: 'search', value: chosen.text, placeholder: t('services.searchHint'), autocomplete: 'off', spellcheck: 'false', 'aria-controls': 'services',
            onInput: event => { chosen.text = event.target.value; render(); },
          })),
          h('div.field', null, h('label', { for: idOf('order') }, t('services.order')),
            select({ id: idOf('order') }, ORDERS.map(order => [order, t(`column.${order}`)]), chosen.order, order => { chosen.order = order; render(); })))),
    ];
  }

  function headerRow() {
    return h('div.row.row-head', { role: 'row' }, COLUMNS.map(([name, order]) => h('div', {
      class: `cell cell-${name === 'name' || name === 'phase' || name === 'spark' ? name : order ? 'number' : 'split'}`, role: 'columnheader',
      'aria-sort': order === chosen.order ? (order === 'name' ? 'ascending' : 'descending') : null,
    }, order ? h('button.sort', { type: 'button', onClick: () => { chosen.order = order; render(); } }, t(`column.${name}`)) : t(`column.${name}`))));
  }

  function emptyText(overview, all, found) {
    if (!overview) return h('p.empty', null, connection().state === 'lost' ? t('banner.lostNever') : t('loading'));
    if (all === 0) return h('div.empty', null, h('p', null, t('services.none')), h('p', null, t('services.noneHow')), h('pre', null, h('code', null, EXAMPLE)));
    return found === 0 ? h('p.empty', null, t('services.noneFound', { text: chosen.text })) : null;
  }

  // Said once the typing pauses.
  function sayCount(found) {
    if (shownCount !== -1 && shownCount !== found) {
      clearTimeout(announcing);
      announcing = setTimeout(() => announce(t('services.foundCount', { count: found })), 600);
    }

    shownCount = found;
  }

  function onArrow(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest('.row');
    if (!step || !row) return;
    const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    next?.querySelector('a')?.focus();
    event.preventDefault();
  }
}

const EXAMPLE = `curl -X PUT ${location.origin}/api/v1/services/shop -H 'Content-Type: application/json' -d '{
  "variants": {
    "stable": { "destinations": ["http://10.0.0.1:8080"] },
    "canary": { "destinations": ["http://10.0.0.2:8080"] }
  },
  "weights": { "stable": 100, "canary": 0 }
}'`;
