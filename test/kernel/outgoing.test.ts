import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { NoAnswer, postJson } from '../../plugin/kernel/outgoing';

describe('a call to another server', () => {
  let server: Server;
  let answer: RequestListener;
  const asked: string[] = [];
  before(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => void server.close().closeAllConnections());

  const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const post = (path: string, timeoutMs = 5_000) => postJson(at(path), { a: '汉' }, { timeoutMs, mostBytes: 1_000 });
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: unknown) => (error instanceof NoAnswer ? [error.why, error.neverSent] : error),
    );

  it('brings back JSON, the status, and when to ask again', async () => {
    answer = (_request, response) => response.writeHead(429, { 'Retry-After': '7' }).end('{"code":1}');
    expect(await post('/')).to.deep.equal({ status: 429, json: { code: 1 }, retryAfter: 7 });
    answer = (_request, response) => response.writeHead(200, { 'Retry-After': 'soon' }).end('<html>');
    expect(await post('/')).to.deep.equal({ status: 200, json: undefined, retryAfter: undefined });
  });

  it('follows nobody elsewhere', async () => {
    asked.length = 0;
    answer = (_request, response) => response.writeHead(307, { Location: at('/inside') }).end();
    expect((await post('/')).status).to.equal(307);
    expect(asked).to.deep.equal(['POST /']);
  });

  it('ends where the other side is silent, far away, or without end, and tells which', async () => {
    answer = () => {};
    expect(await refusal(post('/', 50))).to.deep.equal(['timeout', false]);
    answer = (_request, response) => response.destroy();
    expect(await refusal(post('/'))).to.deep.equal(['unreachable', false]);
    answer = (_request, response) => response.end('x'.repeat(2_000));
    expect(await refusal(post('/'))).to.deep.equal(['too-large', false]);
    const nobody = postJson('http://127.0.0.1:2/secret', {}, { timeoutMs: 5_000, mostBytes: 10 });
    expect(await refusal(nobody)).to.deep.equal(['unreachable', true]);
  });

  it('never repeats the address in what it throws', async () => {
    answer = () => {};
    const error = await post('/secret-of-a-robot', 50).catch((each: Error) => each);
    expect(JSON.stringify(error) + (error as Error).stack).not.to.contain('secret-of');
  });
});
