// Weights while they are staged, in hundredths of a percent so that sums are exact. Pure.

export const FULL = 10_000;

/** Percent as hundredths. */
export const toHundredths = percent => Math.round(percent * 100);

/** Hundredths as percent. */
export const toPercent = hundredths => hundredths / 100;

/** Every weight of a service as hundredths. */
export function hundredthsOf(weights) {
  return Object.fromEntries(Object.entries(weights).map(([name, percent]) => [name, toHundredths(percent)]));
}

/** Every weight as percent. */
export function percentsOf(weights) {
  return Object.fromEntries(Object.entries(weights).map(([name, hundredths]) => [name, toPercent(hundredths)]));
}

/** A typed percent number as hundredths, or what is wrong: 'empty', 'number', 'range', 'decimals'. A comma is a decimal point, too. */
export function readPercent(text) {
  const trimmed = text.trim().replace(/%$/, '').trim().replace(',', '.');
  if (trimmed === '') return { error: 'empty' };
  if (!/^\d*\.?\d*$/.test(trimmed) || trimmed === '.') return { error: 'number' };
  if (Number(trimmed) > 100) return { error: 'range' };
  return /\.\d{3,}$/.test(trimmed) ? { error: 'decimals' } : { hundredths: toHundredths(Number(trimmed)) };
}

/**
 * The weights after one was set. The baseline takes what remains; where it is the baseline that is set, the others share what remains
 * in the proportion that they had. No variant gets more than the others of the non-baseline ones leave.
 */
export function withWeight(weights, baseline, name, wanted) {
  const others = Object.keys(weights).filter(other => other !== baseline);
  const next = { ...weights };
  if (name === baseline) {
    shareOut(next, others, FULL - clamp(wanted, 0, others.length > 0 ? FULL : FULL));
  } else {
    const taken = others.filter(other => other !== name).reduce((sum, other) => sum + weights[other], 0);
    next[name] = clamp(wanted, 0, FULL - taken);
  }

  next[baseline] = FULL - others.reduce((sum, other) => sum + next[other], 0);
  return next;
}

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

// By largest remainder, so that the sum is exact; who had nothing gets nothing, unless all had nothing: then the first gets all.
function shareOut(weights, names, amount) {
  const before = names.reduce((sum, name) => sum + weights[name], 0);
  if (before === 0) {
    names.forEach((name, at) => { weights[name] = at === 0 ? amount : 0; });
    return;
  }

  const exact = names.map(name => ({ name, share: weights[name] * amount / before }));
  exact.forEach(({ name, share }) => { weights[name] = Math.floor(share); });
  let left = amount - names.reduce((sum, name) => sum + weights[name], 0);
  for (const { name } of exact.sort((a, b) => (b.share % 1) - (a.share % 1))) {
    if (left-- <= 0) break;
    weights[name]++;
  }
}

/** The most that a variant can be set to. */
export function mostOf(weights, baseline, name) {
  if (name === baseline) return FULL;
  return FULL - Object.keys(weights).filter(other => other !== baseline && other !== name).reduce((sum, other) => sum + weights[other], 0);
}

/** Which weights differ: [{name, from, to}], in hundredths. */
export function changesOf(from, to) {
  return Object.keys(to).filter(name => (from[name] ?? 0) !== to[name]).map(name => ({ name, from: from[name] ?? 0, to: to[name] }));
}

/** The share of traffic that goes elsewhere than before, in hundredths of a percent. */
export function movedShare(from, to) {
  return changesOf(from, to).reduce((sum, change) => sum + Math.max(0, change.to - change.from), 0);
}

/** How many requests a minute that is at a rate of so many a second. */
export function movedPerMinute(from, to, requestsPerSecond) {
  return movedShare(from, to) / FULL * requestsPerSecond * 60;
}

/** What routes by now: after a rollback the baseline has everything. */
export function inForce(service) {
  const weights = hundredthsOf(service.weights);
  if (!service.rolledBack) return weights;
  return Object.fromEntries(Object.keys(weights).map(name => [name, name === service.baseline ? FULL : 0]));
}
