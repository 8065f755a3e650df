// Numbers, shares and times as people read them. Pure: the language and the time are given.

const formats = new Map();

function number(language, options) {
  const key = language + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language, options));
  return formats.get(key);
}

/** What stands for a value that is not known. */
export const NONE = '–';

/** A percent number with at most two decimals, as '12.5%'. */
export function percent(value, language = 'en', digits = 2) {
  return value === null || value === undefined ? NONE : number(language, { maximumFractionDigits: digits }).format(value) + '%';
}

/** A share of 1 as percent, with more digits where it is small: '0.04%'. */
export function ratio(value, language = 'en') {
  if (value === null || value === undefined) return NONE;
  const share = value * 100;
  return percent(share, language, share === 0 || share >= 10 ? 1 : 2);
}

/** Requests a second, with one decimal below 100. */
export function rate(value, language = 'en') {
  if (value === null || value === undefined) return NONE;
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return number(language, { minimumFractionDigits: value === 0 ? 0 : digits, maximumFractionDigits: digits }).format(value);
}

/** A whole number with separators. */
export function count(value, language = 'en') {
  return value === null || value === undefined ? NONE : number(language, { maximumFractionDigits: 0 }).format(value);
}

/** A number with at most so many decimals. */
export function decimal(value, digits, language = 'en') {
  return value === null || value === undefined ? NONE : number(language, { maximumFractionDigits: digits }).format(value);
}

/** A power of 10 as odds: 2 is '100', to 1; one below 0 is '< 1'. */
export function odds(log10, language = 'en') {
  if (log10 === null || log10 === undefined) return NONE;
  if (log10 < 0) return '< 1';
  return log10 >= 6 ? `10^${decimal(log10, 1, language)}` : decimal(10 ** log10, log10 < 1 ? 1 : 0, language);
}

/** Seconds as '850 µs', '12 ms', '1.2 s'. */
export function seconds(value, language = 'en') {
  if (value === null || value === undefined) return NONE;
  const [scaled, unit] = value < 0.001 ? [value * 1e6, 'µs'] : value < 1 ? [value * 1000, 'ms'] : [value, 's'];
  return `${number(language, { maximumFractionDigits: scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2 }).format(scaled)} ${unit}`;
}

/** A span in milliseconds as '5 s', '12 min', '3 h 5 min', '2 d'. */
export function span(milliseconds) {
  const total = Math.max(0, Math.round(milliseconds / 1000));
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} min${total < 600 && total % 60 ? ` ${total % 60} s` : ''}`;
  if (total < 86400) return `${Math.floor(total / 3600)} h${Math.floor(total % 3600 / 60) ? ` ${Math.floor(total % 3600 / 60)} min` : ''}`;
  return `${Math.floor(total / 86400)} d${Math.floor(total % 86400 / 3600) ? ` ${Math.floor(total % 86400 / 3600)} h` : ''}`;
}

/** A time of day, as '14:03:11'. */
export function clock(time, language = 'en') {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(time));
}

/** Day and time; the day is left out where it is today's. */
export function dateTime(time, language = 'en', now = new Date()) {
  const date = new Date(time);
  if (date.toDateString() === now.toDateString()) return clock(date, language);
  return new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
}

/** Weights as one text, variants with nothing left out: 'stable 90% · canary 10%'. */
export function weightsText(weights, language = 'en', digits = 2) {
  const parts = Object.entries(weights ?? {}).filter(([, weight]) => weight > 0).map(([name, weight]) => `${name} ${percent(weight, language, digits)}`);
  return parts.length > 0 ? parts.join(' · ') : NONE;
}
