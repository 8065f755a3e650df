// The difference of two versions of a service, line by line.
import { h } from '../dom/dom.js';
import { diffLines, documentText, fold } from '../text/diff.js';
import { t } from '../text/i18n.js';

const SIGNS = { added: '+', removed: '−', same: ' ' };

/** The lines that differ with some around them. A version that is null was deleted. */
export function diffTable(before, after) {
  const lines = fold(diffLines(before ? documentText(before) : '', after ? documentText(after) : ''));
  if (lines.every(line => line.kind === 'folded')) return h('p.none', { key: 'diff' }, t('diff.same'));
  return h('div.diff', { key: 'diff', role: 'group', 'aria-label': t('diff.label'), tabindex: '0' }, lines.map(line => line.kind === 'folded'
    ? h('div.diff-folded', null, t('diff.folded', { count: line.count }))
    : h('div', { class: `diff-line is-${line.kind}` },
      h('span.diff-sign', { 'aria-hidden': 'true' }, SIGNS[line.kind]),
      line.kind !== 'same' && h('span.visually-hidden', null, t(`diff.${line.kind}`)),
      h('code', null, line.text))));
}
