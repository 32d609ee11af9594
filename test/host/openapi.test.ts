import Ajv2020 from 'ajv/dist/2020';
import { expect } from 'chai';
import request from 'supertest';
import { isSchema, type Schema } from '../../plugin/kernel/validation';
import { aFever, aReport, type Client, createWorld, PEOPLE } from '../support/world';

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Described>>;
}

interface Described {
  operationId: string;
  summary: string;
  responses: Record<string, { content?: Record<string, { schema?: object }> }>;
}

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}

describe('the OpenAPI document', () => {
  const world = createWorld();
  let document: Document;

  beforeEach(async () => {
    document = (await request(world.app).get('/openapi.json')).body;
  });

  /** Every route of the router, as the document writes it. */
  function routes(): string[] {
    const { stack } = world.checkin.router as unknown as { stack: Layer[] };
    return stack.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`) : [],
    );
  }

  it('has every route, and no other', () => {
    expect(document.openapi).to.equal('3.1.0');
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).to.deep.equal(routes().sort());
    expect(described).to.have.length.above(20);
  });

  it('has every call of the contract that is built', () => {
    for (const call of [
      'get /api/me',
      'get /api/campaigns',
      'get /api/campaigns/{code}/form',
      'put /api/campaigns/{code}/reports/{date}',
      'get /api/campaigns/{code}/reports/mine',
      'get /api/campaigns/{code}/statistics',
      'get /api/campaigns/{code}/students',
      'get /api/campaigns/{code}/reviews',
      'post /api/campaigns/{code}/reviews',
      'get /api/campaigns/{code}/reports/{studentNo}/{date}/history',
      'post /api/campaigns/{code}/reminders',
      'put /api/campaigns/{code}/follow-ups/{date}/{class}',
      'get /api/campaigns/{code}/follow-ups/{date}/{class}',
      'get /api/campaigns/{code}/briefs/{date}',
      'post /api/campaigns/{code}/briefs/{date}/{department}/submission',
      'post /api/campaigns/{code}/exports',
      'get /api/exports/{id}',
      'get /api/campaigns/{code}/assessments/{isoWeek}',
      'post /launch',
      'get /manifest.json',
      'get /manifest.schema.json',
      'get /healthz',
      'get /readyz',
      'get /metrics',
    ]) {
      const [method = '', path = ''] = call.split(' ');
      expect(document.paths[path], call).to.have.property(method);
    }
  });

  it('names each operation once, with a summary and its answers', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).to.equal(operations.length);
    for (const { summary, responses } of operations) {
      expect(summary).to.have.length.above(5);
      expect(Object.keys(responses)).to.have.length.above(1);
    }
  });

  it('is made of schemas that are ones', () => {
    const shapes = Object.values(document.paths).flatMap(Object.values).flatMap(schemasIn);
    expect(shapes).to.have.length.above(100);
    for (const schema of shapes) {
      const itself = JSON.stringify(schema).includes('#/components/') || isSchema(schema as Schema);
      expect(itself, JSON.stringify(schema)).to.equal(true);
    }
  });

  /** What stands as a `schema` anywhere in a description. */
  function schemasIn(described: unknown): object[] {
    if (typeof described !== 'object' || described === null) return [];
    return Object.entries(described).flatMap(([key, value]) => (key === 'schema' ? [value] : schemasIn(value)));
  }

  it('describes what is really answered', async () => {
    const [wang, office] = [await world.as(PEOPLE.wang), await world.as(PEOPLE.office)];
    const base = '/api/campaigns/winter';
    const walk: [string, Client, string][] = [
      ['/api/me', wang, '/api/me'],
      ['/api/me', office, '/api/me'],
      ['/api/campaigns', wang, '/api/campaigns'],
      ['/api/campaigns', office, '/api/campaigns'],
      ['/api/campaigns/{code}/form', wang, `${base}/form`],
      ['/api/campaigns/{code}/reports/mine', wang, `${base}/reports/mine`],
      ['/api/campaigns/{code}/statistics', office, `${base}/statistics`],
      ['/api/campaigns/{code}/statistics', office, `${base}/statistics?by=department`],
      ['/api/campaigns/{code}/students', office, `${base}/students`],
      ['/api/campaigns/{code}/reviews', office, `${base}/reviews`],
      [
        '/api/campaigns/{code}/reports/{studentNo}/{date}/history',
        office,
        `${base}/reports/${PEOPLE.li.personNo}/2021-01-21/history`,
      ],
      ['/api/campaigns/{code}/follow-ups', office, `${base}/follow-ups`],
      ['/api/campaigns/{code}/follow-ups/{date}/{class}', office, `${base}/follow-ups/2021-01-21/198241`],
      [
        '/api/campaigns/{code}/follow-ups/{date}/{class}/history',
        office,
        `${base}/follow-ups/2021-01-21/198241/history`,
      ],
      ['/api/campaigns/{code}/briefs/{date}', office, `${base}/briefs/2021-01-20`],
      ['/manifest.json', wang, '/manifest.json'],
      ['/healthz', wang, '/healthz'],
      ['/readyz', wang, '/readyz'],
    ];
    demand('/api/campaigns/{code}/reports/{date}', 'put', await wang.submit(aReport()));
    demand('/api/campaigns/{code}/reports/{date}', 'put', await wang.submit(aReport({ temperature: 36.8 })));
    await (await world.as(PEOPLE.li)).submit(aFever());
    demand('/api/campaigns/{code}/reviews', 'post', await office.decide('return', PEOPLE.wang, { note: '重填' }));
    const reminders = await office.post(`${base}/reminders`, { date: world.today });
    demand('/api/campaigns/{code}/reminders', 'post', reminders);
    const entered = { headcount: 1, abnormal: [{ studentNo: PEOPLE.offApp.personNo, note: '咳嗽' }] };
    const followUp = await office.put(`${base}/follow-ups/2021-01-20/198241`, entered);
    demand('/api/campaigns/{code}/follow-ups/{date}/{class}', 'put', followUp);
    const submission = '/api/campaigns/{code}/briefs/{date}/{department}/submission';
    demand(
      submission,
      'post',
      await office.post(`${base}/briefs/2021-01-20/${encodeURIComponent('航修')}/submission`, {}),
    );
    await office.decide('confirm', PEOPLE.li);
    const cases = '/api/campaigns/{code}/cases';
    const { id } = (await office.get(`${base}/cases`)).body.items[0];
    demand(`${cases}/{id}/notes`, 'post', await office.post(`${base}/cases/${id}/notes`, { step: 'home' }));
    demand(`${cases}/{id}`, 'get', await office.get(`${base}/cases/${id}`));
    demand(`${cases}/{id}/close`, 'post', await office.post(`${base}/cases/${id}/close`, { outcome: 'harmless' }));
    demand(`${cases}/{id}/reopen`, 'post', await office.post(`${base}/cases/${id}/reopen`, {}));
    const found = { studentNo: PEOPLE.offApp.personNo, note: '咳嗽' };
    demand(cases, 'post', await office.post(`${base}/cases`, found));
    demand(cases, 'get', await office.get(`${base}/cases`));
    const asked = await office.post(`${base}/exports`, { from: world.today, to: world.today, format: 'csv' });
    demand('/api/campaigns/{code}/exports', 'post', asked);
    await world.checkin.jobs.tick();
    demand('/api/exports/{id}', 'get', await office.get(`/api/exports/${asked.body.id}`));
    for (const [path, client, address] of walk) demand(path, 'get', await client.get(address));
    world.setTime('2021-01-25', '10:00');
    const [later, contact] = [await world.as(PEOPLE.office), await world.as(PEOPLE.contact)];
    const [week, monday] = ['/api/campaigns/{code}/assessments/{isoWeek}', `${base}/assessments/2021-W03`];
    demand(week, 'get', await later.get(monday));
    demand(`${week}/confirmation`, 'post', await later.post(`${monday}/confirmation`, {}));
    const objection = await contact.post(`${monday}/objections`, { department: '航制', text: '请核实' });
    demand(`${week}/objections`, 'post', objection);
    const answer = await later.post(`${monday}/objections/${objection.body.id}/answer`, { text: '已核实' });
    demand(`${week}/objections/{id}/answer`, 'post', answer);
    demand(`${week}/objections`, 'get', await contact.get(`${monday}/objections`));
  });

  function demand(path: string, method: string, answer: request.Response): void {
    const schema = document.paths[path]?.[method]?.responses[answer.status]?.content?.['application/json']?.schema;
    if (!schema) throw new Error(`${method} ${path} does not describe ${answer.status}: ${answer.text}`);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const check = ajv.compile(schema);
    expect(check(answer.body), `${method} ${path}: ${JSON.stringify(check.errors)}`).to.equal(true);
  }
});
