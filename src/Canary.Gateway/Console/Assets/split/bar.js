// A split of traffic as one bar and as text. The text says all that the bar does.
import { h } from '../dom/dom.js';
import { percent } from '../text/format.js';
import { currentLanguage } from '../text/i18n.js';

/** The colour of each variant: the baseline has the first, the others theirs by name's order, so that a variant keeps its own. */
export function colourOf(variants, baseline, name) {
  if (name === baseline) return 'var(--variant-0)';
  const others = variants.filter(other => other !== baseline).sort();
  return `var(--variant-${1 + Math.max(0, others.indexOf(name)) % 7})`;
}

/** A bar of weights in percent; decoration, as the text is beside it. */
export function splitBar(weights, baseline) {
  const variants = Object.keys(weights);
  return h('span.split-bar', { 'aria-hidden': 'true' }, variants.filter(name => weights[name] > 0).map(name =>
    h('span', { key: name, style: { width: `${weights[name]}%`, background: colourOf(variants, baseline, name) } })));
}

/** What the variants other than the baseline get, or the baseline where they get nothing. */
export function splitText(weights, baseline, digits = 2) {
  const others = Object.entries(weights).filter(([name, weight]) => name !== baseline && weight > 0);
  const shown = others.length > 0 ? others : [[baseline, weights[baseline] ?? 100]];
  return shown.map(([name, weight]) => `${name} ${percent(weight, currentLanguage(), digits)}`).join(' · ');
}
