// One service: its split, rollout, traffic and rules, and its history; Rollback now stays in reach on both.
import { mayOperate } from '../access/session.js';
import { h } from '../dom/dom.js';
import { morph } from '../dom/morph.js';
import { phaseBadge } from '../services/row.js';
import { routeTo } from '../shell/router.js';
import { currentLanguage, t } from '../text/i18n.js';
import { rate, ratio } from '../text/format.js';
import { connection } from '../live/connection.js';
import { trafficGraphs } from '../graphs/traffic.js';
import { isActive } from './actions.js';
import { explainer } from './explain.js';
import { historyView } from './history.js';
import { readService } from './model.js';
import { rollbackButton } from './rollback.js';
import { rolloutSection } from './rollout.js';
import { rulesSection } from './rules.js';
import { forgetTyped, splitSection } from './split.js';

const TABS = ['overview', 'history'];
const narrow = matchMedia('(max-width: 62rem)');

/** Shows the page. */
export function show(host, route) {
  const name = route.parts[1];
  let tab = tabOf(route);
  let stopped = false;
  forgetTyped();
  const model = readService(name, () => render());
  const explain = explainer(model, () => render());
  const history = historyView(model, () => render());
  const graphs = trafficGraphs(model);
  const body = h('div');
  host.replaceChildren(body);
  narrow.addEventListener('change', render);
  render();
  return { render, route: to => { tab = tabOf(to); render(); }, stop: () => { stopped = true; narrow.removeEventListener('change', render); model.stop(); graphs.stop(); } };

  function render() {
    if (stopped) return;
    morph(body, headline(), tabs(), content());
    graphs.attach(body);
  }

  function headline() {
    const { service, row } = model;
    const hosts = service ? (service.match.hosts?.length ? service.match.hosts.join(', ') : t('anyHost')) : '';
    return h('div.service-head', { key: 'head' },
      h('div', null,
        h('p.crumbs', null, h('a', { href: routeTo(['services']) }, t('nav.services'))),
        h('h1', { tabindex: '-1', 'data-title': name }, name, ' ', service && (service.rolledBack || isActive(model.rollout)) && phaseBadge(model.rollout?.phase, service.rolledBack)),
        service && h('p.sub', null, `${hosts} ${service.match.path}`, ' · ', t('service.revision', { revision: service.revision }),
          row && h('span.now', null, ' · ', t('service.rate', { rate: rate(row.requestsPerSecond, currentLanguage()), errors: ratio(row.errorRate, currentLanguage()) })))),
      h('div.service-actions', null, !mayOperate() && h('span.read-only', null, t('caller.readOnly')), rollbackButton(model, render)));
  }

  function tabs() {
    return h('nav.tabs', { key: 'tabs', 'aria-label': t('service.parts') }, TABS.map(part => h('a', {
      key: part, href: routeTo(['services', name, ...(part === 'overview' ? [] : [part])]), 'aria-current': part === tab ? 'page' : null,
    }, t(`service.${part}`))));
  }

  function content() {
    if (model.missing && tab !== 'history') return h('p.empty', { key: 'missing' }, t('service.missing', { service: name }), ' ', h('a', { href: routeTo(['services', name, 'history']) }, t('service.history')));
    if (tab === 'history') return h('div.history-page', { key: 'history' }, history.section());
    if (!model.service) return h('p.empty', { key: 'loading' }, model.problem ? model.problem.detail : connection().state === 'lost' ? t('banner.lostNever') : t('loading'));
    const [split, rollout, traffic, rules] = [splitSection(model, render), rolloutSection(model, render), graphs.section(), rulesSection(model, explain.matched())];
    // In one column what is acted on comes first; the order in the document is the one that is seen.
    return narrow.matches ? h('div.stack', { key: 'narrow' }, split, rollout, traffic, rules, explain.section())
      : h('div.columns', { key: 'wide' }, h('div.stack', null, split, traffic), h('div.stack', null, rollout, rules, explain.section()));
  }
}

const tabOf = route => TABS.includes(route.parts[2]) ? route.parts[2] : 'overview';
