// What can be done about a rollout as it stands. Pure.

/** Whether a rollout still moves weights. */
export const isActive = rollout => rollout?.phase === 'Progressing' || rollout?.phase === 'Paused';

/** What can be asked of a rollout as it stands; the gateway has the last word. Pure. */
export function possibleActions(rollout) {
  if (!rollout) return ['start'];
  if (!isActive(rollout)) return ['RolledBack', 'Aborted'].includes(rollout.phase) ? ['retry', 'start'] : ['start'];
  if (rollout.reservedUntil) return ['abort'];
  const isPaused = rollout.phase === 'Paused';
  const gate = rollout.plan.steps[rollout.step.number - 1]?.gate;
  const isManual = gate === 'manual' || gate?.manual;
  return [
    !isPaused && !rollout.isReturning && isManual && !rollout.approval && 'approve',
    isPaused ? 'resume' : 'pause',
    !rollout.isReturning && 'promote', !rollout.isReturning && 'promoteFull',
    'abort',
  ].filter(Boolean);
}
