// A real OpenID provider for tests: node provider.mjs SETTINGS.json
// Settings: port, issuer, jwks (private keys), clients, accounts (name to claims), audience, accessTokenTtl.
// POST /control/keys with {"keys": [...]} changes its keys, as a provider that rotates them does.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));

function providerWith(jwks) {
  const provider = new Provider(settings.issuer, {
    jwks,
    clients: settings.clients,
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'roles'] },
    scopes: ['openid', 'profile'],
    cookies: { keys: ['for tests alone'] },
    pkce: { required: () => true },
    conformIdTokenClaims: settings.conformIdTokenClaims ?? true,
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...settings.accounts[id] }),
    }),
    // What an operator of a provider sets for a client that is a program.
    extraTokenClaims: (_, token) => ({ roles: settings.clientRoles?.[token.clientId] ?? [] }),
    ttl: { ClientCredentials: settings.accessTokenTtl ?? 600 },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        getResourceServerInfo: (_, resource) => ({ scope: 'canary', audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: settings.accessTokenTtl ?? 600 }),
      },
    },
  });
  return provider.callback();
}

let handle = providerWith(settings.jwks);

const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/control/keys') {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
      handle = providerWith(JSON.parse(body));
      response.writeHead(204).end();
    });
  } else {
    handle(request, response);
  }
});
server.listen(settings.port, '127.0.0.1', () => console.log('ready'));
