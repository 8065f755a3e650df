// One service in the list.
import { h } from '../dom/dom.js';
import { badge } from '../dom/fields.js';
import { sparkline } from '../graphs/sparkline.js';
import { routeTo } from '../shell/router.js';
import { splitBar, splitText } from '../split/bar.js';
import { NONE, percent, rate, ratio } from '../text/format.js';
import { currentLanguage, said, t } from '../text/i18n.js';
import { differs } from './search.js';

const TONES = { Progressing: 'accent', Paused: 'warning', Promoted: 'good', RolledBack: 'danger', Aborted: 'muted', Superseded: 'muted' };

/** The phase as a badge, or that there was no rollout. */
export function phaseBadge(phase, rolledBack) {
  if (rolledBack) return badge(t('phase.RolledBack'), 'danger');
  return phase ? badge(t(`phase.${phase}`), TONES[phase] ?? 'muted') : h('span.none', null, t('phase.none'));
}

/** What a row shows, as text: a row is drawn anew only where that changed. */
export const signature = (row, place) => JSON.stringify([row, place, currentLanguage()]);

/** The first cell of a row. */
export const nameCell = (row, place) => h('div.cell.cell-name', { role: 'rowheader' },
  h('a', { href: routeTo(['services', row.name]) }, row.name),
  h('span.sub', null, place ? placeText(place) : ''));

/** All cells of a row. */
export function cells(row, place) {
  const language = currentLanguage();
  const late = differs(row.desired, row.applied);
  return [
    nameCell(row, place),
    h('div.cell.cell-phase', { role: 'cell' },
      phaseBadge(row.phase, row.rolledBack),
      row.step && ['Progressing', 'Paused'].includes(row.phase) && h('span.sub', null, t('step.short', { number: row.step.number, of: row.step.of, weight: percent(row.step.weight, language) })),
      row.message && ['Paused', 'RolledBack'].includes(row.phase) && h('span.sub.message', { title: row.message, ...said(row.message) }, row.message)),
    h('div.cell.cell-split', { role: 'cell' },
      h('span.cell-label', { 'aria-hidden': 'true' }, t('column.desired')),
      h('span', null, splitText(row.desired, row.baseline)), splitBar(row.desired, row.baseline)),
    h('div.cell.cell-split', { role: 'cell', class: late ? 'is-different' : '' },
      h('span.cell-label', { 'aria-hidden': 'true' }, t('column.applied')),
      h('span', null, late && h('span.different', { title: t('split.notApplied') }, '≠ '), splitText(row.applied, row.baseline)), splitBar(row.applied, row.baseline)),
    h('div.cell.cell-split', { role: 'cell' },
      h('span.cell-label', { 'aria-hidden': 'true' }, t('column.observed')),
      row.observed ? [h('span', null, splitText(row.observed, row.baseline, 1)), splitBar(row.observed, row.baseline)] : h('span.none', null, NONE)),
    h('div.cell.cell-number', { role: 'cell' }, h('span.cell-label', { 'aria-hidden': 'true' }, t('column.rate')), rate(row.requestsPerSecond, language)),
    h('div.cell.cell-number', { role: 'cell', class: row.errorRate >= 0.01 ? 'is-bad' : '' },
      h('span.cell-label', { 'aria-hidden': 'true' }, t('column.errors')), ratio(row.errorRate, language)),
    h('div.cell.cell-spark', { role: 'cell' }, sparkline(row.spark), h('span.visually-hidden', null, t('spark.text', { rate: rate(row.requestsPerSecond, language) }))),
  ];
}

function placeText({ hosts, path }) {
  const host = hosts.length > 0 ? hosts.join(', ') : t('anyHost');
  return path === '/' ? host : `${host} ${path}`;
}
