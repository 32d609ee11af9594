import { deepEqual, equal, match, notEqual, ok, throws } from 'node:assert/strict';
import jwt, { type JwtPayload } from 'jsonwebtoken';
import request, { type Response } from 'supertest';
import { createPortal } from '../../plugin/trial/portal';
import { portalFor } from './portal-stand';

const MODULE = 'http://localhost:3000/checkin';

describe('the stand-in portal', () => {
  const { portal, host, personas, now } = portalFor(MODULE);
  const [student] = personas;
  const teacher = personas.find(({ role }) => role === '班主任');
  if (!student || !teacher) throw new Error('the trial has no people');
  const web = request(portal);
  const as = (personNo: string) => ({ Cookie: `portal_person=${personNo}` });
  const open = (personNo: string, fields: object, query = '') =>
    web.post(`/open${query}`).set(as(personNo)).type('form').send(fields);
  const field = (page: Response, name: string) =>
    new RegExp(`type="hidden" name="${name}" value="([^"]*)"`).exec(page.text)?.[1] ?? '';

  describe('its first page', () => {
    it('says that it is a stand-in and shows everybody with what to try', async () => {
      const { text } = await web.get('/').expect(200).expect('Content-Type', /html/);
      ok(text.includes('演示门户') && text.includes('都是编出来的'));
      for (const { personNo, name, hint } of personas) {
        ok(text.includes(`value="${personNo}"`) && text.includes(name) && text.includes(hint), name);
      }
    });

    it('lets only the module into its frame, and nobody frame it', async () => {
      const { headers } = await web.get('/');
      const policy = headers['content-security-policy'] ?? '';
      deepEqual(policy.split(';').sort(), [
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'self' http://localhost:3000",
        "frame-ancestors 'none'",
        "frame-src 'self' http://localhost:3000",
        "img-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
      ]);
      equal(headers['referrer-policy'], 'same-origin');
      equal(headers['cache-control'], 'no-store');
    });

    it('has no script and no style of its own in the page', async () => {
      for (const path of ['/', '/pane', '/nowhere']) {
        const { text } = await web.get(path);
        ok(!/<style|style=|<script(?![^>]* src=)|\son\w+=/.test(text), path);
      }
    });

    it('writes names as text, whatever is in them', async () => {
      const guest = { ...student, name: '<b>"x"&</b>', hint: '<script>' };
      const options = { personas: [guest], moduleUrl: MODULE, host, now: () => now };
      const { text } = await request(createPortal(options)).get('/');
      ok(text.includes('&lt;b&gt;&quot;x&quot;&amp;') && !text.includes('<b>') && !text.includes('<script>'));
    });

    it('needs somebody to sign in', () => {
      throws(() => createPortal({ personas: [], moduleUrl: MODULE, host, now: () => now }), RangeError);
    });
  });

  describe('the switch of persons', () => {
    const current = (text: string) => /value="(\d+)" aria-current="true"/.exec(text)?.[1];

    it('begins with the first one', async () => {
      equal(current((await web.get('/')).text), student.personNo);
    });

    it('goes back to the first page, and remembers the choice in a cookie that scripts cannot read', async () => {
      const answer = await web.post('/switch').type('form').send({ person: teacher.personNo }).expect(303);
      equal(answer.headers.location, '/');
      const [cookie = ''] = answer.headers['set-cookie'] as unknown as string[];
      match(cookie, /^portal_person=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
      const { text } = await web.get('/').set('Cookie', cookie);
      equal(current(text), teacher.personNo);
    });

    it('says so where it knows nobody of that number', async () => {
      const { text } = await web.post('/switch').type('form').send({ person: '999' }).expect(404);
      ok(text.includes('没有这个人'));
      await web.post('/switch').expect(404);
    });

    it('forgets a person who is gone', async () => {
      equal(current((await web.get('/').set(as('999')).expect(200)).text), student.personNo);
    });

    it('is also there for scripts', async () => {
      deepEqual((await web.get('/personas.json').expect(200)).body, personas);
    });
  });

  describe('the way into the module', () => {
    it('is a form with a fresh token, never an address', async () => {
      const page = await open(student.personNo, { entry: 'checkin' }).expect(200).expect('Cache-Control', 'no-store');
      ok(page.text.includes(`method="post" action="${MODULE}/launch"`));
      ok(page.text.includes('<button class="button">'));
      deepEqual([field(page, 'entry'), field(page, 'display')], ['checkin', 'top']);
      const { person_no, jti } = jwt.decode(field(page, 'token')) as JwtPayload;
      equal(person_no, student.personNo);
      const again = await open(student.personNo, { entry: 'checkin' });
      notEqual((jwt.decode(field(again, 'token')) as JwtPayload).jti, jti);
    });

    it('leads staff to the statistics in the pane, and to the tile', async () => {
      const pane = await open(teacher.personNo, { entry: 'staff' }, '?display=frame').expect(200);
      deepEqual([field(pane, 'entry'), field(pane, 'display')], ['staff', 'frame']);
      match(pane.headers['content-security-policy'] ?? '', /frame-ancestors 'self'/);
      equal(field(await open(teacher.personNo, { entry: 'checkin' }), 'entry'), 'checkin');
    });

    it('knows the entry where none is named', async () => {
      equal(field(await open(student.personNo, {}), 'entry'), 'checkin');
      equal(field(await open(teacher.personNo, {}), 'entry'), 'staff');
    });

    it('does not send students to the pane of staff', async () => {
      const { text } = await open(student.personNo, { entry: 'staff' }).expect(403);
      ok(text.includes('只对教职工开放'));
    });

    it('goes home when it is asked for by an address', async () => {
      equal((await web.get('/open').expect(303)).headers.location, '/');
    });
  });

  describe('whatever else it is sent', () => {
    const FORM_IN_GBK = 'application/x-www-form-urlencoded; charset=gbk';
    const refused: [string, () => request.Test, number][] = [
      ['an entry that is none', () => open(student.personNo, { entry: 'x' }), 400],
      ['a display that is none', () => open(student.personNo, {}, '?display=x'), 400],
      ['a doubled field', () => web.post('/switch').type('form').send('person=1&person=2'), 400],
      ['a doubled display', () => open(student.personNo, {}, '?display=top&display=top'), 400],
      ['a broken address', () => web.get('/%E0%A4%A'), 404],
      ['a broken picture', () => web.get('/assets/%E0%A4%A'), 404],
      ['a file beside the pictures', () => web.get('/assets/..%2fhome.hbs'), 404],
      [
        'too much',
        () =>
          web
            .post('/switch')
            .type('form')
            .send(`person=${'1'.repeat(9000)}`),
        413,
      ],
      ['another character set', () => web.post('/switch').set('Content-Type', FORM_IN_GBK).send('person=1'), 415],
      ['another page', () => web.get('/nowhere'), 404],
      ['another method', () => web.put('/switch'), 404],
    ];
    for (const [what, send, status] of refused) {
      it(`answers ${what} with a page that leads home`, async () => {
        const { text } = await send().expect(status);
        ok(text.includes('没有打开') && text.includes('href="/"'), text);
      });
    }

    it('takes a broken cookie for none', async () => {
      await web.get('/').set('Cookie', 'portal_person=%E0%A4; =;;').expect(200);
    });
  });
});
