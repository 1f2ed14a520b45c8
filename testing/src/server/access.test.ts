import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { startApiServer } from '../index.js';
import { clientOf } from '../testdata/api-client.js';

test('with tokens set, only they are accepted, except for health checks', async () => {
  const server = await startApiServer({ tokens: ['secret'] });
  const api = clientOf(server);
  const refused = await api.get('/api/v1/pods');
  expect([refused.status, refused.body]).toEqual([
    401,
    {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    },
  ]);
  expect((await api.get('/api/v1/pods', { authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await api.get('/api/v1/pods', { authorization: 'Bearer secret' })).status).toBe(200);
  for (const path of ['/healthz', '/readyz', '/livez']) expect((await api.get(path)).body).toBe('ok');
  expect((await api.get('/version')).body).toMatchObject({ major: '1', minor: '36' });
  expect(server.restConfig()).toEqual({ host: server.url, bearerToken: 'secret' });
  expect(load(server.kubeconfig())).toMatchObject({
    'current-context': 'kube-client-testing',
    clusters: [{ cluster: { server: server.url } }],
    users: [{ user: { token: 'secret' } }],
  });
  await server.stop();
});

test('with a certificate, the server speaks TLS', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tls-'));
  const file = (name: string): string => path.join(folder, name);
  try {
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      file('key'),
      '-out',
      file('cert'),
    ];
    execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, ...subject], { stdio: 'ignore' });
  } catch {
    process.stdout.write('skipped: openssl is not here\n');
    return;
  }
  const cert = readFileSync(file('cert'), 'utf8');
  const server = await startApiServer({ tls: { cert, key: readFileSync(file('key')) } });
  rmSync(folder, { recursive: true });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(`${server.url}/api/v1/pods`, { ca: cert, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(200);
  expect(server.restConfig()).toEqual({ host: server.url, tlsClientConfig: { caData: cert } });
  await server.stop();
});
