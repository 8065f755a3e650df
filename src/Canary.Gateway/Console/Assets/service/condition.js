// A rule's condition as one line. Pure.

const FACTS = ['header', 'cookie', 'query', 'claim'];
const OPERATORS = { equals: '=', prefix: 'starts with', contains: 'contains', regex: 'matches' };

/** The line, as: header x-user-group = "beta". */
export function conditionText(when) {
  if (when.all) return joined(when.all, ' and ');
  if (when.any) return joined(when.any, ' or ');
  if (when.not) return `not (${conditionText(when.not)})`;
  if (when.method !== undefined) return `method ${list(when.method)}`;
  if (when.path !== undefined) return `path ${when.path}`;
  if (when.ip !== undefined) return `ip ${list(when.ip)}`;
  const fact = FACTS.find(name => when[name] !== undefined);
  return fact ? `${fact} ${when[fact]} ${operator(when)}${when.ignoreCase ? ' (any case)' : ''}` : JSON.stringify(when);
}

function operator(when) {
  if (when.exists !== undefined) return when.exists ? 'exists' : 'does not exist';
  if (when.in !== undefined) return `is one of ${when.in.map(value => `"${value}"`).join(', ')}`;
  const name = Object.keys(OPERATORS).find(word => when[word] !== undefined);
  return name ? `${OPERATORS[name]} "${when[name]}"` : 'exists';
}

const list = value => [value].flat().join(', ');
const joined = (conditions, word) => conditions.map(condition => condition.all || condition.any ? `(${conditionText(condition)})` : conditionText(condition)).join(word);
