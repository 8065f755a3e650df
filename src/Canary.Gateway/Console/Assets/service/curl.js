// Reads a curl command line as a request that can be explained. Pure; the command is never run.

const TAKES_VALUE = new Set(('-A -b -c -C -d -D -e -E -F -h -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z '
  + '--cacert --capath --cert --cert-type --ciphers --connect-timeout --connect-to --cookie --cookie-jar --data --data-ascii --data-binary --data-raw '
  + '--data-urlencode --dump-header --form --form-string --header --interface --json --key --key-type --limit-rate --max-redirs --max-time --noproxy '
  + '--oauth2-bearer --output --pass --proto --proxy --proxy-header --proxy-user --range --referer --request --request-target --resolve --retry '
  + '--retry-delay --retry-max-time --socks5 --socks5-hostname --speed-limit --speed-time --tls-max --unix-socket --upload-file --url --url-query --user --user-agent --write-out').split(' '));

const BODY = new Set(['-d', '--data', '--data-ascii', '--data-binary', '--data-raw', '--data-urlencode']);

/** {method, path, query, headers, cookies} of a command, or {error: 'empty' | 'notCurl' | 'noUrl' | 'quote' | 'url'}. */
export function readCurl(command) {
  const { words, error } = shellWords(command);
  if (error) return { error };
  if (words.length === 0) return { error: 'empty' };
  if (!/(^|\/)curl(\.exe)?$/.test(words[0])) return { error: 'notCurl' };
  const read = readOptions(words.slice(1));
  return read.url === null ? { error: 'noUrl' } : requestOf(read);
}

/** Splits a line as a POSIX shell does: quotes, $'…', backslashes, lines that go on. Variables stay as they are. */
export function shellWords(line) {
  const words = [];
  let word = null;
  let at = 0;
  while (at < line.length) {
    const c = line[at];
    if (/\s/.test(c)) {
      if (word !== null) words.push(word);
      word = null;
      at++;
    } else if (c === '\\') {
      if (line[at + 1] !== '\n' && line[at + 1] !== '\r') word = (word ?? '') + (line[at + 1] ?? '');
      at += line.startsWith('\\\r\n', at) ? 3 : 2;
    } else if (c === '\'' || c === '"' || line.startsWith('$\'', at)) {
      const quoted = readQuoted(line, at);
      if (!quoted) return { words, error: 'quote' };
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else {
      word = (word ?? '') + c;
      at++;
    }
  }

  return { words: word === null ? words : [...words, word] };
}

const ESCAPES = { n: '\n', t: '\t', r: '\r' };

function readQuoted(line, start) {
  const isAnsi = line[start] === '$';
  const quote = isAnsi ? '\'' : line[start];
  let text = '';
  for (let at = start + (isAnsi ? 2 : 1); at < line.length; at++) {
    if (line[at] === quote) return { text, end: at + 1 };
    if (line[at] !== '\\' || (quote === '\'' && !isAnsi)) text += line[at];
    else if (isAnsi) text += ESCAPES[line[++at]] ?? line[at];
    else if ('"\\$`'.includes(line[at + 1])) text += line[++at];
    else if (line[at + 1] === '\n') at++;
    else text += '\\';
  }

  return null;
}

function readOptions(words) {
  const read = { url: null, method: null, headers: [], cookies: [], hasBody: false, isGet: false, query: [], data: [] };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!word.startsWith('-') || word === '-') {
      read.url ??= word;
    } else if (word.startsWith('--')) {
      apply(read, word, TAKES_VALUE.has(word) ? words[++at] ?? '' : '');
    } else {
      // Short ones can stand together, and the value of the last beside it: -sSXPOST.
      for (let i = 1; i < word.length; i++) {
        const option = `-${word[i]}`;
        if (!TAKES_VALUE.has(option)) { apply(read, option, ''); continue; }
        apply(read, option, word.slice(i + 1) || (words[++at] ?? ''));
        break;
      }
    }
  }

  return read;
}

function apply(read, option, value) {
  if (option === '-X' || option === '--request') read.method = value;
  else if (option === '-H' || option === '--header') read.headers.push(value);
  else if (option === '-b' || option === '--cookie') { if (value.includes('=')) read.cookies.push(value); }
  else if (option === '-A' || option === '--user-agent') read.headers.push(`User-Agent: ${value}`);
  else if (option === '-e' || option === '--referer') read.headers.push(`Referer: ${value}`);
  else if (option === '-u' || option === '--user') read.headers.push(`Authorization: Basic ${basic(value)}`);
  else if (option === '--oauth2-bearer') read.headers.push(`Authorization: Bearer ${value}`);
  else if (option === '-G' || option === '--get') read.isGet = true;
  else if (option === '-I' || option === '--head') read.method ??= 'HEAD';
  else if (option === '-T' || option === '--upload-file') read.method ??= 'PUT';
  else if (option === '--url') read.url = value;
  else if (option === '--url-query') read.query.push(value);
  else if (option === '--json') { read.hasBody = true; read.headers.push('Content-Type: application/json', 'Accept: application/json'); }
  else if (BODY.has(option)) { read.hasBody = true; read.data.push(value); }
  else if (option === '-F' || option === '--form' || option === '--form-string') read.hasBody = true;
}

const basic = text => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

function requestOf(read) {
  let url;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(read.url) ? read.url : `http://${read.url}`);
  } catch {
    return { error: 'url' };
  }

  const query = [url.search.slice(1), ...read.query, ...(read.isGet ? read.data : [])].filter(Boolean).join('&');
  const headers = new Map([['host', url.host]]);
  const cookies = new Map();
  for (const line of read.headers) {
    // 'Name;' sends an empty one, 'Name:' takes one away.
    const end = line.search(/[:;]/);
    const [name, value] = [line.slice(0, end).trim().toLowerCase(), line.slice(end + 1).trim()];
    if (end <= 0) continue;
    if (line[end] === ':' && value === '') headers.delete(name);
    else if (name === 'cookie') readCookies(value, cookies);
    else headers.set(name, headers.has(name) && name !== 'host' ? [headers.get(name), value].flat() : value);
  }

  read.cookies.forEach(line => readCookies(line, cookies));
  return { method: read.method?.toUpperCase() ?? (read.hasBody && !read.isGet ? 'POST' : 'GET'), path: url.pathname, query, headers: Object.fromEntries(headers), cookies: Object.fromEntries(cookies) };
}

function readCookies(line, cookies) {
  for (const pair of line.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0) cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
}
