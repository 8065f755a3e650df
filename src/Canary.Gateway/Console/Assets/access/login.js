// The page before the console: asks for an API key, or leads to the identity provider's login.
import { alarm } from '../dom/announce.js';
import { h } from '../dom/dom.js';
import { field } from '../dom/fields.js';
import { morph } from '../dom/morph.js';
import { t } from '../text/i18n.js';
import { currentConfig, logIn } from './session.js';

/** Shows the login in `host`, and calls `done` when it worked. `ended` says that there was a session before. */
export function showLogin(host, { ended, done }) {
  let problem = ended ? t('login.ended') : '';
  let busy = false;
  document.title = `${t('login.title')} · Canary.Gateway`;
  render();
  host.querySelector('h1')?.focus();

  async function submit(event) {
    event.preventDefault();
    const key = new FormData(event.target).get('key').trim();
    if (key === '') return fail(t('login.empty'));
    if (!/^[\x21-\x7e]+$/.test(key)) return fail(t('login.wrong'));
    busy = true;
    render();
    try {
      const status = await logIn(key);
      if (status === 200) return done();
      fail(status === 429 ? t('login.tooMany') : status === 403 ? t('login.noRole') : status === 401 ? t('login.wrong') : t('login.failed', { status }));
    } catch {
      fail(t('login.unreachable'));
    }
  }

  function fail(text) {
    [problem, busy] = [text, false];
    render();
    alarm(text);
    host.querySelector('input')?.focus();
  }

  function render() {
    const { login } = currentConfig();
    morph(host, h('section.login', null,
      h('h1', { tabindex: '-1' }, h('span.brand-mark', { 'aria-hidden': 'true' }), t('login.title')),
      h('p', null, t('login.intro')),
      login ? h('p', null, h('a.button.is-primary', { href: loginAddress() }, t('login.provider'))) : null,
      login ? h('p.or', null, t('login.or')) : null,
      h('form', { onSubmit: submit },
        field({ name: 'key', label: t('login.key'), hint: t('login.keyHint'), error: problem },
          attributes => h('input', { ...attributes, type: 'password', autocomplete: 'current-password', spellcheck: 'false', required: true })),
        h('button', { type: 'submit', class: `button${login ? '' : ' is-primary'}`, disabled: busy }, t('login.submit')))));
  }

  return { render };
}

/** Where a person logs in and comes back to this very page. */
export function loginAddress() {
  const back = location.pathname.replace(/^.*\//, '/') + location.hash;
  return new URL(`login?return=${encodeURIComponent(back)}`, document.baseURI).href;
}
