// The rules of one service in order, with how often each decided.
import { h } from '../dom/dom.js';
import { colourOf } from '../split/bar.js';
import { count, rate } from '../text/format.js';
import { currentLanguage, t } from '../text/i18n.js';
import { conditionText } from './condition.js';

/** The section. `matched` is the rule that the last explanation named. */
export function rulesSection(model, matched) {
  const { service, traffic } = model;
  const hits = new Map((traffic?.rules ?? []).map(rule => [rule.name, rule]));
  return h('section.rules', { key: 'rules', 'aria-labelledby': 'rules-title' },
    h('h2', { id: 'rules-title' }, t('rules.title')),
    h('p.sub', null, t('rules.how')),
    service.rules.length === 0 ? h('p.none', null, t('rules.none')) : h('div.scroll', { tabindex: '0', role: 'group', 'aria-labelledby': 'rules-title' }, h('table.plain', null,
      h('thead', null, h('tr', null, h('th.number', { scope: 'col' }, '#'), h('th', { scope: 'col' }, t('rules.name')), h('th', { scope: 'col' }, t('rules.when')),
        h('th', { scope: 'col' }, t('variant')), h('th.number.now', { scope: 'col' }, t('rules.hits')), h('th.number.now', { scope: 'col' }, t('rules.rate')))),
      h('tbody', null, service.rules.map((rule, at) => h('tr', { key: at, class: rule.name === matched ? 'is-matched' : '' },
        h('td.number', null, at + 1), h('th', { scope: 'row' }, rule.name, rule.name === matched && h('span.sub', null, ` ${t('rules.matched')}`)),
        h('td', null, h('code', null, conditionText(rule.when))),
        h('td.nowrap', null, h('span.swatch', { style: { background: colourOf(Object.keys(service.weights), service.baseline, rule.variant) }, 'aria-hidden': 'true' }), rule.variant),
        h('td.number.now', null, count(hits.get(rule.name)?.hits, currentLanguage())), h('td.number.now', null, rate(hits.get(rule.name)?.perSecond, currentLanguage()))))))),
    h('p.sub', null, stickyText(service)));
}

function stickyText(service) {
  const sources = [service.sticky ?? []].flat();
  if (sources.length === 0) return t('rules.notSticky');
  const names = sources.map(source => source.ip ? 'ip' : Object.entries(source)[0].join(' '));
  return t('rules.sticky', { sources: names.join(', ') });
}
