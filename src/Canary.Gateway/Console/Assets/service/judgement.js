// What the checks of a rollout say, each with its evidence and where that would be a failure.
import { h } from '../dom/dom.js';
import { badge } from '../dom/fields.js';
import { clock, count, odds, ratio } from '../text/format.js';
import { currentLanguage, said, t } from '../text/i18n.js';

const TONES = { Pass: 'good', Fail: 'danger', Inconclusive: 'muted', Error: 'warning' };

/** The table of checks. */
export function judgementTable(judgement) {
  return h('div.judgement.now', { key: 'judgement' },
    h('h3', null, t('judgement.title'), ' ', verdict(judgement.verdict), h('span.count', null, clock(judgement.at, currentLanguage()))),
    h('div.scroll', { tabindex: '0', role: 'group', 'aria-label': t('judgement.title') }, h('table.plain', null,
      h('thead', null, h('tr', null, ['check', 'verdict', 'evidence', 'canary', 'baseline'].map(name =>
        h('th', { scope: 'col', class: ['canary', 'baseline'].includes(name) ? 'number' : '' }, t(`judgement.${name}`))))),
      h('tbody', null, judgement.checks.map(check => [h('tr.is-first', { key: check.name },
        h('th', { scope: 'row' }, check.name), h('td', null, verdict(check.verdict)), h('td', null, evidence(check)),
        h('td.number.nowrap', null, side(check.canary)), h('td.number.nowrap', null, side(check.baseline))),
      h('tr', { key: `${check.name} why` }, h('td.sub.why', { colspan: 5, ...said(check.message) }, check.message))])))));
}

const verdict = word => badge(t(`verdict.${word}`), TONES[word] ?? 'muted');

function evidence({ evidenceLog10: value, thresholdLog10: threshold }) {
  if (value === undefined) return '–';
  const share = threshold > 0 ? Math.min(1, Math.max(0, value / threshold)) : 0;
  return h('span.evidence', null,
    h('span.evidence-bar', { 'aria-hidden': 'true' }, h('span', { class: share >= 1 ? 'is-full' : '', style: { width: `${share * 100}%` } })),
    t('judgement.of', { value: odds(value, currentLanguage()), threshold: odds(threshold, currentLanguage()) }));
}

function side(counted) {
  if (!counted) return '–';
  const language = currentLanguage();
  if (counted.total === 0) return count(counted.events, language);
  return [`${count(counted.events, language)} / ${count(counted.total, language)}`, h('span.sub', null, ratio(counted.events / counted.total, language))];
}
