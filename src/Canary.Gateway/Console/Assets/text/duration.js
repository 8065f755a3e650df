// Durations as the API writes them, in milliseconds. Pure.

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** '1h30m', '250ms' or 'PT5M' in milliseconds; null where it is none of these. */
export function milliseconds(text) {
  const iso = /^PT?(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/i.exec(text);
  if (iso && iso.slice(1).some(Boolean)) return [86_400_000, 3_600_000, 60_000, 1_000].reduce((sum, unit, at) => sum + unit * Number(iso[at + 1] ?? 0), 0);
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return null;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)].reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit], 0);
}
