// Reads server-sent events from pieces of text, as the HTML standard has them (9.2.6). Pure.

/** A parser: `push` takes the next piece and returns the events that it completes, each {id, type, data}. `retry` is the last one that was told, in ms. */
export function eventParser() {
  let rest = '';
  let data = [];
  let type = '';
  let lastId = '';
  const parser = { retry: null, lastId: () => lastId, push };
  return parser;

  function push(piece) {
    const events = [];
    rest += piece;
    // A carriage return at the end may be the first half of a line's end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) events.push({ id: lastId, type: type || 'message', data: data.join('\n') });
        data = [];
        type = '';
      } else {
        readField(line);
      }
    }

    return events;
  }

  function readField(line) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    else if (name === 'event') type = value;
    else if (name === 'id' && !value.includes('\0')) lastId = value;
    else if (name === 'retry' && /^\d+$/.test(value)) parser.retry = Number(value);
  }
}
