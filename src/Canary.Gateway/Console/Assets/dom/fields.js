// Labelled fields, buttons and small signs that every page uses.
import { h } from './dom.js';

let count = 0;
const ids = new Map();

/** An id that stays the same for the same name, so that labels keep pointing at their fields. */
export function idOf(name) {
  if (!ids.has(name)) ids.set(name, `f${++count}`);
  return ids.get(name);
}

/** A label, a control and what is wrong with it. `control` gets the attributes that tie it to both. */
export function field({ name, label, hint, error, wide }, control) {
  const id = idOf(name);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || null;
  return h('div', { class: `field${wide ? ' is-wide' : ''}`, key: name },
    h('label', { for: id }, label),
    control({ id, name, 'aria-describedby': described, 'aria-invalid': error ? 'true' : null }),
    hint ? h('p.hint', { id: `${id}-hint` }, hint) : null,
    error ? h('p.field-error', { id: `${id}-error` }, error) : null);
}

/** A button that does not send a form. */
export function button(label, onClick, { kind = '', disabled = false, ...attributes } = {}) {
  return h('button', { type: 'button', class: `button ${kind}`, disabled, onClick, ...attributes }, label);
}

/** A choice of several. */
export function select(attributes, options, value, onChange) {
  return h('select', { ...attributes, onChange: event => onChange(event.target.value), value },
    options.map(([key, text]) => h('option', { value: key }, text)));
}

/** A word with a colour; the colour never says more than the word. */
export function badge(text, tone) {
  return h('span', { class: `badge is-${tone}` }, text);
}
