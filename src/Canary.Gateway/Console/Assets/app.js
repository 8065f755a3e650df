// Starts the console: language, login, then the page that the address names, which is drawn anew whenever something changes.
import { showLogin } from './access/login.js';
import { currentCaller, currentConfig, loadConfig, logIn, onSessionEnd } from './access/session.js';
import { announce, liveRegions } from './dom/announce.js';
import { closeDialogs } from './dom/dialog.js';
import { h } from './dom/dom.js';
import { morph } from './dom/morph.js';
import { beginConnection, onConnection } from './live/connection.js';
import { startEvents, stopEvents } from './live/events.js';
import { onOverview, startOverview, stopOverview } from './live/overview.js';
import { currentTheme, useTheme } from './shell/preferences.js';
import { readRoute } from './shell/router.js';
import { banner, footer, header } from './shell/shell.js';
import { preferredLanguage, t, useLanguage } from './text/i18n.js';

const MODULES = {
  services: route => route.parts.length > 1 ? import('./service/page.js') : import('./services/page.js'),
  gateways: () => import('./gateways/page.js'),
  audit: () => import('./audit/page.js'),
  notifications: () => import('./notifications/page.js'),
};

const top = h('div');
const main = h('main', { id: 'main', tabindex: '-1' });
const bottom = h('div');
let page = null;
let login = null;
let shownKey = '';
let opening = 0;

const actions = {
  useTheme: theme => useTheme(theme, { remember: true }),
  useLanguage: async code => { await useLanguage(code, { remember: true }); renderAll(); login?.render(); },
  loggedOut: () => { leave(); enterLogin(false); },
};

start();

async function start() {
  useTheme(currentTheme());
  await useLanguage(preferredLanguage());
  const skip = h('a.skip', { href: '#main', onClick: event => { event.preventDefault(); main.focus(); } }, t('skip'));
  document.body.replaceChildren(skip, top, main, bottom, ...liveRegions);
  onSessionEnd(() => { leave(); enterLogin(true); });
  onConnection(({ state }) => { renderAround(); page?.render?.(); if (state === 'lost' || state === 'stale') announce(t(`banner.${state}`)); });
  onOverview(renderAround);
  addEventListener('hashchange', () => { if (currentCaller()) open(); });
  renderAround();
  await logInFirst();
}

async function logInFirst() {
  try {
    await loadConfig();
    const status = await logIn(null);
    if (status === 200) enter();
    else enterLogin(false);
  } catch {
    morph(main, h('section.login', null, h('h1', { tabindex: '-1' }, t('banner.lost')), h('p', null, t('login.unreachable'))));
    setTimeout(logInFirst, 2_000);
  }
}

function enter() {
  login = null;
  beginConnection();
  startEvents();
  startOverview();
  shownKey = '';
  open();
}

function enterLogin(ended) {
  shownKey = '';
  renderAround();
  login = showLogin(main, { ended, done: enter });
  if (currentConfig().open) enter();
}

function leave() {
  closeDialogs();
  stopEvents();
  stopOverview();
  page?.stop();
  page = null;
}

async function open() {
  const route = readRoute(location.hash);
  const ticket = ++opening;
  renderAround();
  const key = route.parts.slice(0, 2).join('/');
  if (page && key === shownKey) {
    page.route?.(route);
    focusHeading();
    return;
  }

  const named = Object.hasOwn(MODULES, route.parts[0]) ? route.parts[0] : 'services';
  const module = await MODULES[named](named === route.parts[0] ? route : { parts: ['services'], query: {} });
  if (ticket !== opening || !currentCaller()) return;
  page?.stop();
  main.replaceChildren();
  shownKey = key;
  page = module.show(main, route);
  focusHeading();
}

// A new page begins at its heading, for readers as for eyes; the first page of all leaves focus where it is.
let isFirst = true;
function focusHeading() {
  const heading = main.querySelector('h1');
  if (heading) document.title = `${heading.dataset.title ?? heading.textContent} · Canary.Gateway`;
  if (!isFirst) {
    heading?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  isFirst = false;
}

function renderAround() {
  morph(top, header(readRoute(location.hash), actions), currentCaller() && banner());
  morph(bottom, currentCaller() && footer());
}

function renderAll() {
  renderAround();
  page?.render?.();
  const heading = main.querySelector('h1');
  if (heading) document.title = `${heading.dataset.title ?? heading.textContent} · Canary.Gateway`;
  document.querySelector('.skip').textContent = t('skip');
}

