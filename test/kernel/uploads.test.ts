import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { openForm } from '../../plugin/kernel/http/upload';
import { Problem } from '../../plugin/kernel/problem';

const LIMIT = { files: 2, megabytes: 1 };
const TYPE = 'multipart/form-data; boundary=xyz';

const field = (name: string, value: string) =>
  `--xyz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (name: string, content: string) =>
  `--xyz\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n${content}\r\n`;
const END = '--xyz--\r\n';

interface Taken {
  fields: Record<string, string>;
  files: [name: string, size: number][];
}

describe('a form with files', () => {
  let server: Server;
  let port: number;
  /** What became of the last request. */
  let taken: Promise<Taken>;

  before(async () => {
    server = createServer((request, response) => {
      taken = take(request, response);
      taken.then(
        (all) => response.end(JSON.stringify(all)),
        (error: unknown) => {
          response.statusCode = error instanceof Problem ? error.status : 500;
          response.end();
        },
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  after(() => server.close().closeAllConnections());

  async function take(request: IncomingMessage, response: Parameters<typeof openForm>[1]): Promise<Taken> {
    const form = await openForm(request, response, LIMIT);
    const files: Taken['files'] = [];
    for await (const { name, bytes } of form.files()) {
      let size = 0;
      for await (const part of bytes) size += part.length;
      files.push([name, size]);
    }
    return { fields: form.fields, files };
  }

  const send = (body: BodyInit, type = TYPE) =>
    fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': type },
      duplex: 'half',
    } as RequestInit);
  const statusOf = async (...args: Parameters<typeof send>) => (await send(...args)).status;
  /** The same without telling how long it is. */
  const streamed = (size: number) =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(file('a.csv', '').slice(0, -2)));
        for (let sent = 0; sent < size; sent += 65_536) controller.enqueue(Buffer.alloc(65_536, 'a'));
        controller.enqueue(Buffer.from(`\r\n${END}`));
        controller.close();
      },
    });

  it('gives its fields, then its files one after the other, by their names', async () => {
    const body =
      field('_csrf', 't') + file('学生 “1”.csv', 'a,b') + file('C:\\x\\教职工.csv', '') + field('late', 'x') + END;
    expect(await (await send(body)).json()).to.deep.equal({
      fields: { _csrf: 't', late: 'x' },
      files: [
        ['学生 “1”.csv', 3],
        ['教职工.csv', 0],
      ],
    });
    const none = field('a', '1') + file('', '') + END;
    expect(await (await send(none)).json()).to.deep.equal({ fields: { a: '1' }, files: [] });
  });

  it('is refused when its files are too large, whether it says so or not', async () => {
    const mega = 'a'.repeat(1024 * 1024);
    expect(await statusOf(file('a.csv', mega) + END)).to.equal(200);
    expect(await statusOf(file('a.csv', `${mega}a`) + END)).to.equal(413);
    expect(await statusOf(file('a.csv', mega.slice(9)) + file('b.csv', mega.slice(-99)) + END)).to.equal(413);
    expect(await statusOf(file('a.csv', mega.repeat(3)) + END)).to.equal(413);
    expect(await statusOf(streamed(900_000))).to.equal(200);
    expect(await statusOf(streamed(1_500_000))).to.equal(413);
  });

  it('is refused when it is no such form, or has too much in it', async () => {
    expect(await statusOf('a=1', 'application/x-www-form-urlencoded')).to.equal(415);
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary='])
      expect(await statusOf(field('a', '1') + END, type), type).to.equal(400);
    expect(await statusOf(file('a', '') + file('b', '') + file('c', '') + END)).to.equal(400);
    expect(await statusOf(field('a', '1').repeat(40) + END)).to.equal(400);
    expect(await statusOf(field('a', 'x'.repeat(5000)) + END)).to.equal(413);
    expect(await statusOf(field('a'.repeat(2_000), '1').repeat(40) + END)).to.equal(400);
  });

  it('is refused when it is cut off or garbled anywhere', async () => {
    const whole = field('_csrf', 't') + file('a.csv', 'a,b\r\n1,2') + END;
    for (let length = 0; length < whole.length - 4; length += 7)
      expect(await statusOf(whole.slice(0, length)), whole.slice(0, length)).to.equal(400);
    for (const body of ['', 'x', '--xyz', '--xyz\r\n\r\n\r\n--xyz--', `${'\0'.repeat(999)}`, '--xyz\r\n'.repeat(99)])
      expect(await statusOf(body), body.slice(0, 20)).to.be.oneOf([200, 400]);
  });

  it('ends with its sender, whenever that one hangs up', async () => {
    for (const part of [
      field('a', '1').slice(0, 30),
      field('a', '1'),
      field('a', '1') + file('a.csv', 'a').slice(0, -2),
    ]) {
      const socket = connect(port, '127.0.0.1');
      const asked = once(server, 'request');
      socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Type: ${TYPE}\r\nContent-Length: 5000\r\n\r\n${part}`);
      await asked;
      await sleep(20);
      socket.destroy();
      const refused = await taken.catch((error: unknown) => error);
      expect(refused, part).to.be.instanceOf(Problem);
      expect((refused as Problem).status).to.equal(400);
    }
  });
});
