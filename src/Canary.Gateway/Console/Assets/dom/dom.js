// Builds DOM nodes. Text is always text: nothing here reads markup, so a name or a reason can't become an element.

export const KEY = Symbol('key');
export const LISTENERS = Symbol('listeners');
export const PROPERTIES = Symbol('properties');
export const STYLES = Symbol('styles');
export const OPAQUE = Symbol('opaque');

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'line', 'circle', 'rect', 'g', 'polyline', 'title']);
const PROPERTY_NAMES = new Set(['value', 'checked', 'indeterminate']);

/**
 * An element. `tag` may carry classes, as 'div.row.is-late'. In `props`, onX is a listener, `key` names the element among its siblings,
 * `style` is an object of CSS properties, `opaque` keeps morph away from its children; all else are attributes, absent where null or false.
 */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = SVG_TAGS.has(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  if (classes.length > 0) element.setAttribute('class', classes.join(' '));
  element.append(...nodesOf(children));
  for (const [key, value] of Object.entries(props ?? {})) set(element, key, value);
  return element;
}

/** Children as nodes: lists are flattened, null and false are nothing, all else is text. */
export function nodesOf(children) {
  return children.flat(Infinity)
    .filter(child => child !== null && child !== undefined && child !== false && child !== '')
    .map(child => child instanceof Node ? child : document.createTextNode(String(child)));
}

function set(element, key, value) {
  if (key === 'key') element[KEY] = value;
  else if (key === 'opaque') element[OPAQUE] = value;
  else if (key === 'style') setStyles(element, value);
  else if (key === 'class') { if (value) element.setAttribute('class', [element.getAttribute('class'), value].filter(Boolean).join(' ')); }
  else if (key.startsWith('on')) listen(element, key.slice(2).toLowerCase(), value);
  else if (PROPERTY_NAMES.has(key)) { (element[PROPERTIES] ??= {})[key] = value; element[key] = value ?? ''; }
  else if (value === true) element.setAttribute(key, key.startsWith('aria-') ? 'true' : '');
  else if (value === false && key.startsWith('aria-')) element.setAttribute(key, 'false');
  else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, String(value));
}

// By the object model, which the content security policy allows; a style attribute it would not.
function setStyles(element, styles) {
  element[STYLES] = styles ?? {};
  for (const [name, value] of Object.entries(element[STYLES])) element.style.setProperty(name, value);
}

/** One real listener for each type, which looks up what the latest render wants; so morph can change it. */
export function listen(element, type, handler) {
  const listeners = element[LISTENERS] ??= {};
  if (!(type in listeners)) element.addEventListener(type, event => element[LISTENERS][type]?.(event));
  listeners[type] = handler ?? null;
}
