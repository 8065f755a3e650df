// What is around every page: navigation, how current the values are, who one is, and what one prefers.
import { currentCaller, currentConfig, forget, hasKey, mayOperate } from '../access/session.js';
import { h } from '../dom/dom.js';
import { button, idOf, select } from '../dom/fields.js';
import { connection } from '../live/connection.js';
import { currentOverview } from '../live/overview.js';
import { clock } from '../text/format.js';
import { currentLanguage, languages, t } from '../text/i18n.js';
import { currentTheme } from './preferences.js';
import { routeTo } from './router.js';

const PAGES = ['services', 'gateways', 'audit', 'notifications'];

/** The header. `route` says which page is current. */
export function header(route, actions) {
  const state = connection();
  return h('header.top', { key: 'top' },
    h('a.brand', { href: routeTo(['services']) }, h('span.brand-mark', { 'aria-hidden': 'true' }), 'Canary.Gateway'),
    currentCaller() && h('nav', { 'aria-label': t('nav.label') }, h('ul', null, PAGES.map(page => h('li', { key: page },
      h('a', { href: routeTo([page]), 'aria-current': route.parts[0] === page ? 'page' : null }, t(`nav.${page}`)))))),
    h('div.top-end', null,
      currentCaller() && liveSign(state),
      currentCaller() && callerSign(actions),
      preferences(actions)));
}

function liveSign({ state }) {
  return h('span', { class: `live is-${state}`, key: 'live' }, h('span.live-dot', { 'aria-hidden': 'true' }), t(`live.${state}`));
}

function callerSign(actions) {
  const caller = currentCaller();
  return h('span.caller', { key: 'caller' },
    !mayOperate() && h('span.read-only', null, t('caller.readOnly')),
    h('span.caller-name', { title: t('caller.role', { role: t(`role.${caller.role}`) }) }, caller.knownBy === 'none' ? t('caller.open') : caller.name),
    h('span.caller-role', null, t(`role.${caller.role}`)),
    hasKey() ? button(t('caller.logOut'), () => { forget(); actions.loggedOut(); }, { kind: 'is-quiet' })
      : caller.knownBy === 'session' && currentConfig().login ? h('a.button.is-quiet', { href: 'logout' }, t('caller.logOut')) : null);
}

function preferences(actions) {
  return h('span.preferences', { key: 'preferences' },
    h('label.visually-hidden', { for: idOf('language') }, t('preferences.language')),
    select({ id: idOf('language'), class: 'is-quiet' }, languages, currentLanguage(), actions.useLanguage),
    h('label.visually-hidden', { for: idOf('theme') }, t('preferences.theme')),
    select({ id: idOf('theme'), class: 'is-quiet' }, ['auto', 'light', 'dark'].map(theme => [theme, t(`theme.${theme}`)]), currentTheme(), actions.useTheme));
}

/** What has to be said before anything else is believed: old values, a store that is away. */
export function banner() {
  const { state, since } = connection();
  const overview = currentOverview();
  const at = since === null ? '' : clock(since, currentLanguage());
  return h('div.banners', { key: 'banners', role: 'status' },
    state === 'lost' && h('p.banner.is-danger', null, h('strong', null, t('banner.lost')), ' ', since === null ? t('banner.lostNever') : t('banner.lostSince', { at })),
    state === 'stale' && h('p.banner.is-warning', null, h('strong', null, t('banner.stale')), ' ', t('banner.staleSince', { at })),
    overview && !overview.storeUp && h('p.banner.is-warning', null, h('strong', null, t('banner.store')), ' ', t('banner.storeDetail')));
}

/** Whose numbers these are. */
export function footer() {
  const overview = currentOverview();
  return h('footer', { key: 'footer' },
    h('span', null, overview ? overview.scope === 'fleet' ? t('footer.fleet', { count: overview.gateways }) : t('footer.gateway', { gateway: overview.gateway }) : ''),
    h('span', null, overview ? t('footer.revision', { applied: overview.appliedRevision, store: overview.storeRevision }) : ''),
    h('span', null, h('a', { href: 'swagger/index.html' }, t('footer.api')), ` · ${currentConfig().version}`));
}
