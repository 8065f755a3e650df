// Asks which variant a request would get, and why: by a form, or from a curl command.
import { call, servicePath } from '../access/api.js';
import { problemText, problemLine } from '../change/change.js';
import { alarm, announce } from '../dom/announce.js';
import { h } from '../dom/dom.js';
import { button, field } from '../dom/fields.js';
import { colourOf } from '../split/bar.js';
import { weightsText } from '../text/format.js';
import { currentLanguage, said, t } from '../text/i18n.js';
import { readCurl } from './curl.js';
import { describedOf, fieldsOf } from './described.js';

/** A form that stays while the page is drawn anew. */
export function explainer(model, changed) {
  let fields = { method: 'GET', path: '/', query: '', headers: '', cookies: '', remoteIp: '' };
  let curl = '';
  let curlProblem = '';
  let problem = null;
  let answer = null;
  return { section, matched: () => answer?.rule };

  function section() {
    return h('section.explain', { key: 'explain', 'aria-labelledby': 'explain-title' },
      h('h2', { id: 'explain-title' }, t('explain.title')),
      h('details.curl', null, h('summary', null, t('explain.curl')),
        field({ name: 'curl', label: t('explain.curlLabel'), hint: t('explain.curlHint'), error: curlProblem, wide: true },
          attributes => h('textarea.code', { ...attributes, rows: 4, spellcheck: 'false', value: curl, placeholder: 'curl -H "X-User-Group: beta" https://shop.example.com/cart', onInput: event => { curl = event.target.value; } })),
        button(t('explain.read'), readIn)),
      h('form.explain-form', { onSubmit: event => { event.preventDefault(); ask(); } },
        input('method', { size: 8 }), input('path', { wide: true }), input('query', { wide: true, placeholder: 'a=1&b=2' }),
        area('headers', 'x-user-group: beta'), area('cookies', 'canary-id=user-1'), input('remoteIp', { placeholder: '192.0.2.1' }),
        h('button.button.is-primary', { type: 'submit' }, t('explain.ask'))),
      h('div.answer', { key: 'answer' }, problem && problemText(problem), answer && answerText()));
  }

  function input(name, { wide, ...attributes }) {
    return field({ name: `explain-${name}`, label: t(`explain.${name}`), wide },
      own => h('input', { ...own, ...attributes, type: 'text', value: fields[name], autocomplete: 'off', spellcheck: 'false', onInput: event => { fields[name] = event.target.value; } }));
  }

  function area(name, placeholder) {
    return field({ name: `explain-${name}`, label: t(`explain.${name}`), wide: true },
      own => h('textarea.code', { ...own, rows: 2, placeholder, value: fields[name], spellcheck: 'false', onInput: event => { fields[name] = event.target.value; } }));
  }

  function readIn() {
    const read = readCurl(curl);
    curlProblem = read.error ? t(`curl.${read.error}`) : '';
    if (read.error) { alarm(curlProblem); changed(); return; }
    fields = fieldsOf(read);
    changed();
    ask();
  }

  async function ask() {
    const described = describedOf(fields);
    [problem, answer] = [described.error ? { detail: t(`explain.wrong.${described.error}`, { line: described.line }) } : null, null];
    try {
      if (!problem) answer = (await call('POST', servicePath(model.name, '/explain'), { body: described.body })).data;
    } catch (error) {
      problem = error;
    }

    changed();
    if (problem) alarm(problemLine(problem));
    else announce(`${t('explain.gets', { variant: answer.variant })} ${t(`reason.${answer.reason}`)}`);
  }

  function answerText() {
    const { service } = model;
    return [
      h('p.verdict', null, h('span.swatch', { style: { background: service ? colourOf(Object.keys(service.weights), service.baseline, answer.variant) : 'none' }, 'aria-hidden': 'true' }),
        h('b', null, t('explain.gets', { variant: answer.variant })), ' ', t(`reason.${answer.reason}`)),
      h('p', said(answer.detail), answer.detail),
      h('dl.facts', null, fact('explain.rule', answer.rule), fact('explain.sticky', answer.stickyKey && `${answer.stickySource}: ${answer.stickyKey}`), fact('explain.bucket', answer.bucket),
        fact('explain.weights', weightsText(answer.weights, currentLanguage())), fact('explain.revision', answer.revision)),
    ];
  }
}

const fact = (label, value) => value !== undefined && value !== null && value !== '' && [h('dt', null, t(label)), h('dd', null, value)];
