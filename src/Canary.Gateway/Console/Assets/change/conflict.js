// Somebody else was first: shows what one saw, what is there now and what one wants, and writes nothing.
import { get, servicePath } from '../access/api.js';
import { openDialog } from '../dom/dialog.js';
import { h } from '../dom/dom.js';
import { button } from '../dom/fields.js';
import { diffTable } from '../service/diff-table.js';
import { dateTime, percent } from '../text/format.js';
import { currentLanguage, said, t } from '../text/i18n.js';

/**
 * Shows a conflict over weights.
 * @param name the service; `seen` as it was when the change was staged; `wanted` the staged weights in percent.
 * @returns 'mine' to stage the same again on what is there now, 'theirs' to drop it, undefined to leave it staged.
 */
export async function weightConflict(name, seen, wanted) {
  const { now, last } = await readNow(name);
  const variants = [...new Set([...Object.keys(seen.weights), ...Object.keys(now.weights)])];
  const cell = value => h('td.number', null, value === undefined ? '–' : percent(value, currentLanguage()));
  return openDialog(({ close }) => ({
    title: t('conflict.title', { service: name }),
    body: [
      who(last), h('p', null, t('conflict.nothing')),
      h('table.plain', null,
        h('thead', null, h('tr', null, h('th', { scope: 'col' }, t('variant')), h('th.number', { scope: 'col' }, t('conflict.seen', { revision: seen.revision })),
          h('th.number', { scope: 'col' }, t('conflict.now', { revision: now.revision })), h('th.number', { scope: 'col' }, t('conflict.wanted')))),
        h('tbody', null, variants.map(variant => h('tr', { key: variant, class: seen.weights[variant] === now.weights[variant] ? '' : 'is-different' },
          h('th', { scope: 'row' }, variant), cell(seen.weights[variant]), cell(now.weights[variant]), cell(wanted[variant]))))),
      now.rolledBack && !seen.rolledBack && h('p.warning', null, t('conflict.rolledBack')),
      h('details', null, h('summary', null, t('conflict.whole')), diffTable(seen, now)),
    ],
    actions: [button(t('conflict.look'), () => close()), button(t('conflict.theirs'), () => close('theirs')), button(t('conflict.mine'), () => close('mine'), { 'data-first': '' })],
  }), { kind: 'is-wide' });
}

/** Shows a conflict over something else than weights: `seen` and `now` are lines of text, or the services for a diff. */
export async function otherConflict(name, seen, describe) {
  const { now, last } = await readNow(name);
  await openDialog(({ close }) => ({
    title: t('conflict.title', { service: name }),
    body: [
      who(last), h('p', null, t('conflict.nothing')),
      describe && h('dl.facts', null, h('dt', null, t('conflict.seen', { revision: seen.revision })), h('dd', null, describe.seen),
        h('dt', null, t('conflict.now', { revision: now.revision })), h('dd', null, describe.now())),
      diffTable(seen, now),
    ],
    actions: [button(t('conflict.look'), () => close(), { 'data-first': '' })],
  }), { kind: 'is-wide' });
}

async function readNow(name) {
  const [{ data: now }, { data: history }] = await Promise.all([get(servicePath(name)), get(servicePath(name, '/history?pageSize=1'))]);
  return { now, last: history.items[0] };
}

function who(last) {
  return last && h('p', null, t('conflict.who', { actor: last.actor, at: dateTime(last.at, currentLanguage()), action: last.action }),
    last.reason && [' ', h('q', said(last.reason), last.reason)]);
}
