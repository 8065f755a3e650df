// Events that a sink is still to be told, and those that it could not be told.
import { mayOperate } from '../access/session.js';
import { h } from '../dom/dom.js';
import { button } from '../dom/fields.js';
import { count, dateTime } from '../text/format.js';
import { currentLanguage, said, t } from '../text/i18n.js';

/** What waits. */
export function waitingTable(sink) {
  return scrolled(t('notifications.waiting'), ['event', 'attempts', 'next', 'error'], sink.waiting.map(waiting => h('tr', { key: waiting.sequence },
    h('th', { scope: 'row' }, `${waiting.sequence} · ${waiting.rollout}`), h('td.number', null, count(waiting.attempts, currentLanguage())),
    h('td.nowrap', null, dateTime(waiting.nextAt, currentLanguage())), h('td.why', said(waiting.error), waiting.error ?? ''))));
}

/** What was given up, newest first; each can be told again. */
export function deadTable(sink, resend) {
  return scrolled(t('notifications.dead'), ['event', 'given', 'error', 'what', 'acts'], [...sink.dead].reverse().map(dead => h('tr', { key: dead.id },
    h('th', { scope: 'row' }, dead.id), h('td.nowrap', null, dateTime(dead.at, currentLanguage())), h('td.why', said(dead.error), dead.error),
    h('td.why', said('x'), dead.event ? `${dead.event.subject ?? ''} ${String(dead.event.type ?? '').replace('io.canary-gateway.', '')}: ${dead.event.data?.message ?? ''}` : ''),
    h('td', null, button(t('notifications.resend'), () => resend(dead), { kind: 'is-quiet', disabled: !mayOperate(), 'aria-label': t('notifications.resendOf', { id: dead.id }) })))));
}

function scrolled(label, columns, rows) {
  return h('div.scroll', { tabindex: '0', role: 'group', 'aria-label': label }, h('table.plain', null,
    h('thead', null, h('tr', null, columns.map(name => h('th', { scope: 'col', class: name === 'attempts' ? 'number' : '' }, t(`notifications.${name}`))))),
    h('tbody', null, rows)));
}
