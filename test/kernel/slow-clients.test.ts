import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { createPatientServer } from '../../plugin/kernel/http/server';

/** As a server is patient, but for tests. */
const PATIENCE = { headersMs: 300, requestMs: 600, silenceMs: 400, checkMs: 50, unread: 4 };
const LARGE = Buffer.alloc(8 * 1024 * 1024, 'a');

describe('a slow client', () => {
  let server: Server;
  let asked = 0;

  beforeEach(async () => {
    asked = 0;
    server = createPatientServer((request, response) => {
      asked += 1;
      request.resume().once('end', () => response.end(request.url === '/large' ? LARGE : 'well'));
    }, PATIENCE);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => void server.close().closeAllConnections());

  async function dial(): Promise<Socket> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  /** What comes until the line is closed, which has to be soon. */
  async function heard(socket: Socket): Promise<string> {
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes;
    });
    const late = sleep(5_000, 'still open', { ref: false });
    expect(await Promise.race([once(socket, 'close'), late])).not.to.equal('still open');
    return text;
  }

  /** Sends a byte now and then, for ever. */
  function drip(socket: Socket): void {
    const timer = setInterval(() => socket.write('a'), 100);
    socket.once('close', () => clearInterval(timer));
  }

  it('is dropped where the head of its request does not come', async () => {
    const socket = await dial();
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    drip(socket);
    expect(await heard(socket)).to.contain('408 Request Timeout');
    expect(asked).to.equal(0);
  });

  it('is dropped where the body drips', async () => {
    const socket = await dial();
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n');
    drip(socket);
    expect(await heard(socket)).to.contain('408 Request Timeout');
  });

  it('is dropped where it never reads', async () => {
    const socket = (await dial()).pause();
    socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n');
    await sleep(1_500);
    const connections = await new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
    expect(connections).to.equal(0);
    socket.destroy();
  });

  it('is dropped where it asks on and on without reading, and holds nobody else', async () => {
    const socket = (await dial()).pause();
    socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(50));
    await once(socket.resume(), 'close');
    expect(asked).to.be.at.most(PATIENCE.unread);
    const polite = await dial();
    polite.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(await heard(polite)).to.contain('well');
  });

  it('may ask as often as it likes where it reads', async () => {
    const socket = await dial();
    for (let time = 0; time < 20; time += 1) {
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      const [bytes] = await once(socket, 'data');
      expect(String(bytes)).to.contain('well');
    }
    socket.destroy();
  });
});
