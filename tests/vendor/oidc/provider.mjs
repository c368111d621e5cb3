// An independent OpenID Connect provider for the tests of signing in: node provider.mjs <port> <key name> <clients as JSON>
//
// Whoever types a name is that person; `<name>+mfa` took a second step. A code, a token and a key are as real as they come.
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';

const [port, kid, clients] = [Number(process.argv[2]), process.argv[3], JSON.parse(process.argv[4])];
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', kid, alg: 'RS256' };
const issuer = `http://127.0.0.1:${port}`;
const roles = { hanneke: ['klachten'], petra: ['it'] };

const provider = new Provider(issuer, {
  jwks: { keys: [key] },
  cookies: { keys: ['a key of tests, for tests'] },
  clients: clients.map((one) => ({ response_types: ['code'], grant_types: ['authorization_code'], ...one })),
  pkce: { required: () => true },
  claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], groups: ['groups'] },
  scopes: ['openid', 'email', 'groups'],
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  renderError(ctx, out) { ctx.type = 'text'; ctx.body = JSON.stringify(out); },
  async findAccount(_ctx, id) {
    const name = id.split('+')[0];
    return {
      accountId: id,
      claims: async () => ({
        sub: id,
        email: `canary.${name}@noorderhaven.example`,
        email_verified: name !== 'zonder',
        groups: roles[name] ?? [],
      }),
    };
  },
});
const finish = provider.interactionFinished.bind(provider);
provider.interactionFinished = (request, response, result, ...more) => {
  if (result.login?.accountId?.endsWith('+mfa')) result.login.amr = ['pwd', 'mfa'];
  return finish(request, response, result, ...more);
};
provider.on('server_error', (_ctx, error) => process.stderr.write(`${error.stack}\n`));
process.stdin.resume().on('end', () => process.exit(0)); // whoever started it is gone
provider.listen(port, '127.0.0.1', () => process.stdout.write(`ready ${issuer}\n`));
