// Starts a rollout: the plan by a form, or as JSON.
import { call, servicePath } from '../access/api.js';
import { problemText, problemLine } from '../change/change.js';
import { otherConflict } from '../change/conflict.js';
import { alarm } from '../dom/announce.js';
import { openDialog } from '../dom/dialog.js';
import { h } from '../dom/dom.js';
import { button, field, idOf, select } from '../dom/fields.js';
import { notice } from '../dom/notice.js';
import { t } from '../text/i18n.js';
import { firstForm, formOf, planOf } from './plan.js';

const GATES = ['', 'manual'];
const VERDICTS = ['', 'noEvidenceAgainst', 'notWorse'];
const ON_FAIL = ['rollback', 'pause'];

/** Opens the dialog, and starts what is asked for. */
export async function startRollout(model, changed) {
  const { service, etag } = model;
  const variants = Object.keys(service.variants).filter(name => name !== service.baseline);
  let form = firstForm(variants[0] ?? '');
  let json = null;
  let reason = '';
  let problem = null;
  let busy = false;
  const outcome = await openDialog(({ close, update }) => {
    const set = change => { Object.assign(form, change); update(); };
    const setStep = (at, change) => { Object.assign(form.steps[at], change); update(); };
    return {
      title: t('start.title', { service: model.name }),
      body: [
        h('div.tabs', { role: 'group', 'aria-label': t('start.mode') },
          button(t('start.form'), () => toForm(update), { 'aria-pressed': json === null }),
          button('JSON', () => { json ??= JSON.stringify(planOf(form), null, 2); problem = null; update(); }, { 'aria-pressed': json !== null })),
        json === null ? formFields(form, variants, set, setStep, problem) : jsonField(json, text => { json = text; }),
        field({ name: 'start-reason', label: t('reason.label'), hint: t('reason.hint'), wide: true },
          attributes => h('input', { ...attributes, type: 'text', maxlength: 500, value: reason, onInput: event => { reason = event.target.value; } })),
        problem && problemText(problem),
      ],
      actions: [button(t('cancel'), () => close()), h('button.button.is-primary', { type: 'submit', disabled: busy }, t('start.confirm'))],
      onSubmit: async () => {
        if (busy) return;
        [busy, problem] = [true, null];
        update();
        try {
          const body = json === null ? planOf(form) : JSON.parse(json);
          close({ result: await call('POST', servicePath(model.name, '/rollout'), { body, ifMatch: etag, reason: reason.trim() }) });
        } catch (error) {
          if (error.status === 412) return close({ conflict: error });
          [busy, problem] = [false, error instanceof SyntaxError ? { detail: t('start.notJson', { error: error.message }) } : error];
          update();
          alarm(problemLine(problem));
        }
      },
    };
  }, { kind: 'is-wide' });

  if (outcome?.conflict) await otherConflict(model.name, service);
  if (outcome?.result) notice(t('start.done'));
  await model.refresh(outcome?.result?.data.revision ?? 0);
  changed();

  function toForm(update) {
    try {
      const read = json === null ? form : formOf(JSON.parse(json));
      if (read) [form, json, problem] = [read, null, null];
      else problem = { detail: t('start.notInForm') };
    } catch (error) {
      problem = { detail: t('start.notJson', { error: error.message }) };
    }

    update();
  }
}

function formFields(form, variants, set, setStep, problem) {
  const errorAt = path => problem?.errors?.[path]?.join(' ');
  return h('div.start-form', { key: 'form' },
    h('div.field', null, h('label', { for: idOf('start-variant') }, t('variant')),
      select({ id: idOf('start-variant') }, variants.map(name => [name, name]), form.variant, variant => set({ variant }))),
    h('table.plain.steps-form', null,
      h('caption.visually-hidden', null, t('start.steps')),
      h('thead', null, h('tr', null, ['number', 'weight', 'hold', 'gate', 'verdict'].map(name => h('th', { scope: 'col' }, t(`start.${name}`))), h('th', null, h('span.visually-hidden', null, t('start.remove'))))),
      h('tbody', null, form.steps.map((step, at) => stepRow(form, step, at, set, setStep, errorAt)))),
    h('p', null, button(t('start.add'), () => set({ steps: [...form.steps, { weight: '100', hold: '', gate: '', verdict: '' }] }))),
    h('div.field-row', null,
      h('div.field', null, h('label', { for: idOf('start-fail') }, t('start.onFail')),
        select({ id: idOf('start-fail') }, ON_FAIL.map(word => [word, t(`start.onFail.${word}`)]), form.onFail, onFail => set({ onFail }))),
      field({ name: 'start-errors', label: t('start.maxErrors'), error: errorAt('limits.maxErrors') },
        attributes => h('input', { ...attributes, type: 'text', inputmode: 'numeric', value: form.maxErrors, onInput: event => { form.maxErrors = event.target.value; } })),
      h('div.field.is-check', null,
        h('input', { type: 'checkbox', id: idOf('start-analysis'), checked: form.analysis, onChange: event => set({ analysis: event.target.checked }) }),
        h('label', { for: idOf('start-analysis') }, t('start.analysis')))));
}

function stepRow(form, step, at, set, setStep, errorAt) {
  const number = at + 1;
  const text = (name, attributes) => {
    const error = errorAt(`steps[${at}].${name}`);
    return h('td', null, h('input', {
      type: 'text', value: step[name], autocomplete: 'off', 'aria-label': t('start.fieldOf', { field: t(`start.${name}`), number }), 'aria-invalid': error ? 'true' : null, title: error,
      'aria-describedby': error ? idOf(`step-${at}-${name}`) : null, onInput: event => { step[name] = event.target.value; }, ...attributes,
    }), error && h('span.field-error', { id: idOf(`step-${at}-${name}`) }, error));
  };
  const choice = (name, words) => h('td', null, select({ 'aria-label': t('start.fieldOf', { field: t(`start.${name}`), number }) },
    words.map(word => [word, t(`start.${name}.${word || 'none'}`)]), step[name], value => setStep(at, { [name]: value })));
  return h('tr', { key: at },
    h('th', { scope: 'row' }, number), text('weight', { inputmode: 'decimal', class: 'weight' }), text('hold', { placeholder: '10m', class: 'hold' }), choice('gate', GATES), choice('verdict', VERDICTS),
    h('td', null, button('×', () => set({ steps: form.steps.filter((_, other) => other !== at) }), { kind: 'is-quiet', disabled: form.steps.length === 1, 'aria-label': t('start.removeStep', { number }) })));
}

function jsonField(json, onChange) {
  return h('div.field.is-wide', { key: 'json' }, h('label', { for: idOf('plan') }, t('start.plan')),
    h('textarea.code', { id: idOf('plan'), rows: 16, spellcheck: 'false', value: json, onInput: event => onChange(event.target.value) }));
}
