// A rollout's plan while it is written in the form, and as the document that is sent. Pure.

/** A form to begin with. */
export const firstForm = variant => ({
  variant,
  steps: [{ weight: '1', hold: '5m', gate: '', verdict: '' }, { weight: '10', hold: '10m', gate: '', verdict: '' }, { weight: '50', hold: '10m', gate: 'manual', verdict: '' }, { weight: '100', hold: '', gate: '', verdict: '' }],
  onFail: 'rollback', analysis: true, maxErrors: '',
});

/** The form as a plan. What was typed is sent as it is where it is no number, so that the gateway says what is wrong with it. */
export function planOf(form) {
  return {
    variant: form.variant,
    steps: form.steps.map(step => ({
      weight: numberOf(step.weight),
      ...(step.hold.trim() && { hold: step.hold.trim() }),
      ...(step.gate && { gate: step.gate }),
      ...(step.verdict && { verdict: step.verdict }),
    })),
    onFail: form.onFail,
    ...(form.analysis && { analysis: {} }),
    ...(String(form.maxErrors).trim() && { limits: { maxErrors: numberOf(String(form.maxErrors)) } }),
  };
}

/** The plan as a form; null where the form has no fields for all of it. */
export function formOf(plan) {
  const form = {
    variant: plan.variant,
    steps: (plan.steps ?? []).map(step => ({ weight: String(step.weight), hold: step.hold ?? '', gate: step.gate ?? '', verdict: step.verdict ?? '' })),
    onFail: plan.onFail ?? 'rollback', analysis: plan.analysis !== undefined, maxErrors: String(plan.limits?.maxErrors ?? ''),
  };
  const isWhole = form.steps.every(step => typeof step.gate === 'string') && JSON.stringify(sorted(planOf(form))) === JSON.stringify(sorted({ onFail: 'rollback', ...plan }));
  return isWhole ? form : null;
}

function numberOf(text) {
  const trimmed = text.trim().replace(',', '.');
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map(key => [key, sorted(value[key])]));
}
