// Weights that were chosen and not written yet. They outlive a login that ended: the tab keeps them until they are written or dropped.
import { changesOf, hundredthsOf, inForce, withWeight } from '../split/weights.js';

const keyOf = name => `canary.staged.${name}`;

/** What is staged for a service: {seen, etag, weights}, weights in hundredths; null: nothing. */
export function stagedOf(name) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(name)));
  } catch {
    return null;
  }
}

/** Stages one weight on top of what is staged, or of the service as it is. */
export function stage(model, variant, hundredths) {
  const staged = stagedOf(model.name) ?? { seen: model.service, etag: model.etag, weights: hundredthsOf(model.service.weights) };
  const weights = withWeight(staged.weights, staged.seen.baseline, variant, hundredths);
  if (changesOf(hundredthsOf(staged.seen.weights), weights).length === 0) return drop(model.name);
  sessionStorage.setItem(keyOf(model.name), JSON.stringify({ ...staged, weights }));
}

/** Stages the same weights on the service as it is now; variants that are gone give theirs to the baseline. */
export function stageAgain(model) {
  const staged = stagedOf(model.name);
  let weights = hundredthsOf(model.service.weights);
  for (const name of Object.keys(weights).filter(other => other !== model.service.baseline)) {
    weights = withWeight(weights, model.service.baseline, name, 0);
  }

  for (const [name, wanted] of Object.entries(staged.weights)) {
    if (name in weights && name !== model.service.baseline) weights = withWeight(weights, model.service.baseline, name, wanted);
  }

  sessionStorage.setItem(keyOf(model.name), JSON.stringify({ seen: model.service, etag: model.etag, weights }));
}

/** Forgets what is staged. */
export function drop(name) {
  sessionStorage.removeItem(keyOf(name));
}

/** What a write of these weights would change in the traffic: after a rollback, more than the numbers say. */
export const effectOf = (seen, weights) => changesOf(inForce(seen), weights);
