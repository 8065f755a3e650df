// The graphs of one service: rate, errors, latency of its variants, and the evidence of its rollout.
import { onColours } from '../shell/preferences.js';
import { h } from '../dom/dom.js';
import { colourOf } from '../split/bar.js';
import { decimal, odds, percent, rate, ratio, seconds } from '../text/format.js';
import { currentLanguage, t } from '../text/i18n.js';
import { graphsOf } from './series.js';

const KINDS = ['rate', 'errors', 'latency', 'evidence'];
const FORMATS = {
  rate: value => rate(value, currentLanguage()),
  errors: value => ratio(value, currentLanguage()),
  latency: value => seconds(value, currentLanguage()),
  evidence: value => odds(value, currentLanguage()),
};
const AXES = { rate: value => decimal(value, 2, currentLanguage()), errors: value => percent(value * 100, currentLanguage()), evidence: value => value < 0 ? '' : odds(value, currentLanguage()) };
const FLOORS = { rate: 1, errors: 0.01, latency: 0.01, evidence: 2.5 };

/** Graphs that stay while the page is drawn anew around them. */
export function trafficGraphs(model) {
  const graphs = new Map();
  let module = null;
  let root = null;
  let drawnFor = null;
  const stopColours = onColours(() => { drawnFor = null; draw(); });
  return { section, attach, stop: () => { stopColours(); graphs.forEach(({ graph }) => graph.destroy()); } };

  function section() {
    const has = model.traffic?.evidence && Object.keys(model.traffic.evidence.checks ?? {}).length > 0;
    return h('section.graphs', { key: 'graphs', 'aria-labelledby': 'graphs-title' },
      h('h2', { id: 'graphs-title' }, t('graphs.title')),
      h('p.sub', null, t('graphs.how'), ' ', model.traffic?.scope === 'gateway' && t('graphs.gateway')),
      h('div.graph-grid.now', null, KINDS.filter(kind => kind !== 'evidence' || has).map(kind =>
        h('figure.graph', { key: kind, opaque: true, 'data-graph': kind, tabindex: '0', 'aria-label': t(`graph.${kind}`) }))));
  }

  /** Draws into what `section` made, once it is on the page. */
  async function attach(on) {
    root = on;
    if (!model.traffic || !root.querySelector('[data-graph]')) return;
    module ??= await import('./graph.js');
    draw();
  }

  function draw() {
    if (!module || !root || !model.traffic || !model.service) return;
    const isNew = [...root.querySelectorAll('[data-graph]')].some(figure => graphs.get(figure.dataset.graph)?.figure !== figure);
    const key = `${model.traffic.at} ${currentLanguage()}`;
    if (!isNew && drawnFor === key) return;
    drawnFor = key;
    const { times, graphs: wanted } = graphsOf(model.traffic);
    for (const { kind, lines } of wanted) {
      const figure = root.querySelector(`[data-graph="${kind}"]`);
      if (figure) graphFor(kind, figure).update({ title: t(`graph.${kind}`), times, lines: lines.map(line => coloured(line)), format: FORMATS[kind], axis: AXES[kind], floor: FLOORS[kind] });
    }
  }

  function graphFor(kind, figure) {
    const known = graphs.get(kind);
    if (known?.figure === figure) return known.graph;
    known?.graph.destroy();
    const graph = module.graphIn(figure);
    graphs.set(kind, { figure, graph });
    return graph;
  }

  function coloured(line) {
    const { service, traffic } = model;
    if (line.variant) return { ...line, colour: colourOf(Object.keys(service.weights), service.baseline, line.variant) };
    const checks = Object.keys(traffic.evidence.checks);
    return { ...line, name: line.isThreshold ? t('graph.threshold', { check: line.check }) : line.check, colour: `var(--variant-${checks.indexOf(line.check) % 8})` };
  }
}
