// Accepted versions of a service: who wrote them and why, what changed, and back to one.
import { call, get, servicePath } from '../access/api.js';
import { mayOperate } from '../access/session.js';
import { askAndRun, problemText } from '../change/change.js';
import { otherConflict } from '../change/conflict.js';
import { h } from '../dom/dom.js';
import { button, idOf, select } from '../dom/fields.js';
import { dateTime } from '../text/format.js';
import { currentLanguage, said, t } from '../text/i18n.js';
import { diffTable } from './diff-table.js';
import { ownerOf } from './model.js';

const PAGE = 50;

/** The list and the comparison, which stay while the page is drawn anew. */
export function historyView(model, changed) {
  let items = null;
  let next = null;
  let problem = null;
  let readFor = -1;
  let chosen = { from: null, to: null };
  const versions = new Map();
  return { section };

  function section() {
    const revision = model.service?.revision ?? 0;
    if (readFor !== revision) {
      readFor = revision;
      load();
    }

    return h('section.history', { key: 'history', 'aria-labelledby': 'history-title' },
      h('h2', { id: 'history-title' }, t('history.title')),
      problem && problemText(problem),
      items === null ? h('p.none', null, t('loading')) : h('div.history-grid', null, list(), comparison()));
  }

  async function load(more = false) {
    try {
      const { data } = await get(servicePath(model.name, `/history?pageSize=${PAGE}${more ? `&pageToken=${encodeURIComponent(next)}` : ''}`));
      items = more ? [...items, ...data.items] : data.items;
      [next, problem] = [data.nextPageToken ?? null, null];
      if (chosen.to === null && items.length > 0) await choose(items[Math.min(1, items.length - 1)].revision, items[0].revision);
    } catch (error) {
      problem = error;
    }

    changed();
  }

  async function choose(from, to) {
    chosen = { from, to };
    await Promise.all([from, to].map(version));
    changed();
  }

  // Accepted versions never change, so each is read once.
  async function version(revision) {
    if (!versions.has(revision)) versions.set(revision, (await get(servicePath(model.name, `/history/${revision}`))).data.service ?? null);
    return versions.get(revision);
  }

  function list() {
    const language = currentLanguage();
    return h('div.scroll', { key: 'list', tabindex: '0', role: 'group', 'aria-label': t('history.title') }, h('table.plain.history-table', null,
      h('thead', null, h('tr', null, ['revision', 'at', 'actor', 'action', 'why'].map(name => h('th', { scope: 'col', class: name === 'revision' ? 'number' : '' }, t(`history.${name}`))), h('th', null, h('span.visually-hidden', null, t('history.acts'))))),
      h('tbody', null, items.map((item, at) => h('tr', { key: item.revision, class: item.revision === chosen.to ? 'is-chosen' : '' },
        h('th.number', { scope: 'row' }, item.revision), h('td.nowrap', null, dateTime(item.at, language)),
        h('td', null, item.actor, item.remote && h('span.sub', null, item.remote)), h('td', null, h('code', null, item.action), item.deleted && h('span.sub', null, t('history.deleted'))),
        h('td.why', said(item.reason), item.reason ?? ''),
        h('td.nowrap', null,
          button(t('history.changes'), () => choose(items[at + 1]?.revision ?? item.revision, item.revision), { kind: 'is-quiet', 'aria-label': t('history.changesOf', { revision: item.revision }) }),
          item.revision !== model.service?.revision && !item.deleted && button(t('history.restore'), () => restore(item), {
            kind: 'is-quiet', disabled: !mayOperate() || Boolean(ownerOf(model.service)), 'aria-label': t('history.restoreOf', { revision: item.revision }),
          })))))),
    next && button(t('more'), () => load(true)));
  }

  function comparison() {
    const choices = items.map(item => [String(item.revision), `${item.revision} · ${dateTime(item.at, currentLanguage())} · ${item.actor}`]);
    const pick = (which, revision) => choose(which === 'from' ? Number(revision) : chosen.from, which === 'to' ? Number(revision) : chosen.to);
    return h('div.comparison', { key: 'comparison' },
      h('h3', null, t('history.compare')),
      h('div.field-row', null, ['from', 'to'].map(which => h('div.field', { key: which }, h('label', { for: idOf(`history-${which}`) }, t(`history.${which}`)),
        select({ id: idOf(`history-${which}`) }, choices, String(chosen[which]), revision => pick(which, revision))))),
      versions.has(chosen.from) && versions.has(chosen.to) ? diffTable(versions.get(chosen.from), versions.get(chosen.to)) : h('p.none', null, t('loading')));
  }

  async function restore(item) {
    const { service, etag } = model;
    const wanted = await version(item.revision);
    const outcome = await askAndRun({
      title: t('history.restoreAsk', { service: model.name, revision: item.revision }),
      body: () => [h('p', null, t('history.restoreWhat', { revision: item.revision })), diffTable(service, wanted)],
      confirm: t('history.restore'), done: t('history.restored', { revision: item.revision }),
    }, reason => call('POST', servicePath(model.name, '/restore'), { body: { revision: item.revision }, ifMatch: etag, reason }));
    if (outcome?.conflict) await otherConflict(model.name, service);
    if (outcome?.result) chosen = { from: null, to: null };
    await model.refresh(outcome?.result?.data.revision ?? 0);
    changed();
  }
}
