import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './load.mjs';

const { readCurl, shellWords } = await load('service/curl.js');

const READ = [
  ['a plain address', 'curl https://shop.example.com/cart?x=1&y=2', { method: 'GET', path: '/cart', query: 'x=1&y=2', headers: { host: 'shop.example.com' }, cookies: {} }],
  ['no scheme', 'curl shop.example.com:8080', { method: 'GET', path: '/', query: '', headers: { host: 'shop.example.com:8080' }, cookies: {} }],
  ['headers and cookies', 'curl -H \'X-User-Group: beta\' -b "canary-id=user-1; theme=dark" http://h/', { method: 'GET', path: '/', query: '', headers: { host: 'h', 'x-user-group': 'beta' }, cookies: { 'canary-id': 'user-1', theme: 'dark' } }],
  ['what a browser copies', 'curl \'https://h/a\' \\\n  -H \'accept: */*\' \\\n  -H \'cookie: a=1; b=2=3\' \\\n  --data-raw \'{"a":"it\'\\\'\'s"}\' \\\n  --compressed', { method: 'POST', path: '/a', query: '', headers: { host: 'h', accept: '*/*' }, cookies: { a: '1', b: '2=3' } }],
  ['short options together', 'curl -sSXDELETE -kH"A: b" http://h/x', { method: 'DELETE', path: '/x', query: '', headers: { host: 'h', a: 'b' }, cookies: {} }],
  ['options with values that are no address', 'curl -o /dev/null -w "%{http_code}" --max-time 5 http://h/x', { method: 'GET', path: '/x', query: '', headers: { host: 'h' }, cookies: {} }],
  ['data by GET', 'curl -G -d a=1 --data-urlencode b=2 http://h/x?z=0', { method: 'GET', path: '/x', query: 'z=0&a=1&b=2', headers: { host: 'h' }, cookies: {} }],
  ['another host header', 'curl -H "Host: shop.example.com" http://127.0.0.1:8080/', { method: 'GET', path: '/', query: '', headers: { host: 'shop.example.com' }, cookies: {} }],
  ['a header twice, one empty, one taken away', 'curl -H "A: 1" -H "A: 2" -H "B;" -H "C:" http://h', { method: 'GET', path: '/', query: '', headers: { host: 'h', a: ['1', '2'], b: '' }, cookies: {} }],
  ['user agent, referer, user, HEAD', 'curl -I -A me -e http://r/ -u ada:secret http://h', { method: 'HEAD', path: '/', query: '', headers: { host: 'h', 'user-agent': 'me', referer: 'http://r/', authorization: 'Basic YWRhOnNlY3JldA==' }, cookies: {} }],
  ['JSON', 'curl --json \'{}\' --url http://h/y', { method: 'POST', path: '/y', query: '', headers: { host: 'h', 'content-type': 'application/json', accept: 'application/json' }, cookies: {} }],
  ['ANSI quotes', 'curl $\'http://h/a\' -H $\'X: tab\\tand \\\'quote\\\'\'', { method: 'GET', path: '/a', query: '', headers: { host: 'h', x: 'tab\tand \'quote\'' }, cookies: {} }],
  ['a path with spaces', '/usr/bin/curl "http://h/a b"', { method: 'GET', path: '/a%20b', query: '', headers: { host: 'h' }, cookies: {} }],
];

for (const [name, command, expected] of READ) {
  test(`curl: ${name}`, () => assert.deepEqual(readCurl(command), expected));
}

for (const [command, error] of [['', 'empty'], ['wget http://h', 'notCurl'], ['curl -s', 'noUrl'], ['curl "http://h', 'quote'], ['curl http://[', 'url']]) {
  test(`curl: '${command}' is refused as ${error}`, () => assert.deepEqual(readCurl(command), { error }));
}

test('words: quotes, escapes and lines that go on are as a shell has them', () => {
  assert.deepEqual(shellWords('a\\ b "c \\"d\\" $e \\n" \'f\\g\' h\\\ni ""').words, ['a b', 'c "d" $e \\n', 'f\\g', 'hi', '']);
});

test('names that objects have by themselves are headers and cookies like others', () => {
  const { headers, cookies } = readCurl('curl -H "constructor: a" -H "__proto__: b" -b "constructor=c" http://h');
  assert.deepEqual(Object.entries(headers), [['host', 'h'], ['constructor', 'a'], ['__proto__', 'b']]);
  assert.deepEqual(Object.entries(cookies), [['constructor', 'c']]);
});
