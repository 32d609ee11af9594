import { expect } from 'chai';
import { createWorld, PEOPLE } from '../support/world';
import { startServing } from './programs';

interface Line {
  requestId?: string;
  operation?: string;
  status?: number;
  ms?: number;
}

describe('the log of an instance', () => {
  const world = createWorld();

  it('has a line for each request, found again by the id that its answer carries, and tells no secret', async () => {
    world.advance(Date.now() - world.now);
    const { child, at, gone } = await startServing({ ...world.input(), LOG_LEVEL: 'debug' } as NodeJS.ProcessEnv);
    const token = world.token(PEOPLE.wang);
    const headers = { 'X-Request-Id': 'edge-1', Accept: 'application/json' };
    const launched = await fetch(`${at}/launch`, { method: 'POST', headers, body: new URLSearchParams({ token }) });
    const { session } = (await launched.json()) as { session: string };
    const asked = await fetch(`${at}/api/me`, { headers: { Authorization: `Bearer ${session}` } });
    const refused = await fetch(`${at}/api/me`);
    child.kill('SIGTERM');
    const { out } = await gone;
    const lines = out.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Line] : []));
    const lineOf = (answer: Response) => {
      const { operation, status, ms } =
        lines.find(({ requestId }) => requestId === answer.headers.get('x-request-id')) ?? {};
      return { operation, status, isTimed: typeof ms === 'number' };
    };
    expect(lineOf(launched)).to.deep.equal({ operation: 'launch', status: 200, isTimed: true });
    expect(launched.headers.get('x-request-id')).to.equal('edge-1');
    expect(lineOf(asked)).to.deep.equal({ operation: 'getMe', status: 200, isTimed: true });
    expect(lineOf(refused)).to.deep.equal({ operation: 'getMe', status: 401, isTimed: true });
    for (const secret of [token, session, PEOPLE.wang.name]) expect(out).not.to.contain(secret);
  });
});
