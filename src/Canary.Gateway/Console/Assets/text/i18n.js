// The page's language: texts by key, with values put in as text.
import en from './en.js';

const STORED = 'canary.language';

/** Languages that there are, each by its own name. */
export const languages = [['en', 'English'], ['zh-CN', '简体中文']];

let language = 'en';
let texts = en;

/** The language in force, as HTML and Intl name it. */
export const currentLanguage = () => language;

/** The language that was chosen before, else the browser's where we have it. */
export function preferredLanguage() {
  const chosen = localStorage.getItem(STORED);
  if (languages.some(([code]) => code === chosen)) return chosen;
  return navigator.languages.map(code => code.toLowerCase()).find(code => /^(en|zh)\b/.test(code))?.startsWith('zh') ? 'zh-CN' : 'en';
}

/** Puts a language in force. */
export async function useLanguage(code, { remember = false } = {}) {
  texts = code === 'zh-CN' ? (await import('./zh.js')).default : en;
  language = code;
  document.documentElement.lang = code;
  if (remember) localStorage.setItem(STORED, code);
}

/** The text of a key; {name} is replaced by values.name. One that is an object chooses by values.count, as plurals do. */
export function t(key, values) {
  let text = texts[key] ?? en[key] ?? key;
  if (typeof text === 'object') text = text[new Intl.PluralRules(language).select(values?.count ?? 0)] ?? text.other;
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => name in values ? String(values[name]) : whole) : text;
}

/** A text that the gateway wrote, which is English whatever the page's language. */
export const said = text => language === 'en' ? {} : text ? { lang: 'en' } : {};
