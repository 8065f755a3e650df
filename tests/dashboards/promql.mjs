// PromQL through Prometheus' own grammar: what a query selects, and inside of which functions.
import { parser } from '@prometheus-io/lezer-promql';

const durations = { __rate_interval: '300s', __interval: '15s', __range: '3600s' };

/** The query with variables replaced by values, so that it parses; inside of strings they may stay. */
const plain = (expr) => expr.replace(/\$(__rate_interval|__interval|__range)\b/g, (_, name) => durations[name]).replace(/\$__interval_ms\b/g, '15000');

/** Reads a query. */
export function read(expr) {
  const text = plain(expr);
  const selectors = [];
  const ranges = [];
  const problems = [];
  parser.parse(text).iterate({
    enter(node) {
      const words = text.slice(node.from, node.to);
      if (node.type.isError) problems.push(`at ${node.from}: '${text.slice(Math.max(0, node.from - 20), node.to + 20)}'`);
      if (node.name === 'VectorSelector') selectors.push(selectorOf(node.node, text));
      if (node.name === 'MatrixSelector') ranges.push({ text: words, call: callAround(node.node, text) });
    },
  });
  return { selectors, ranges, problems };
}

function selectorOf(node, text) {
  const name = node.getChild('Identifier');
  const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => text.slice(matcher.from, matcher.to).replace(/\s+/g, ''));
  const isRange = node.parent?.name === 'MatrixSelector';
  return { metric: name ? text.slice(name.from, name.to) : '', matchers, call: isRange ? callAround(node.parent, text) : undefined };
}

/** The function that a node is an argument of, if any. */
function callAround(node, text) {
  for (let up = node.parent; up; up = up.parent) {
    if (up.name === 'FunctionCall') {
      const name = up.getChild('FunctionIdentifier');
      return text.slice(name.from, name.to);
    }
    if (!['FunctionCallBody', 'StepInvariantExpr', 'OffsetExpr', 'ParenExpr'].includes(up.name)) return undefined;
  }
  return undefined;
}
