import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';
import { axeViolations, DESK, type PageOptions, PHONE } from '../support/browser';
import { aReport, PEOPLE } from '../support/world';
import { createBrowserStand } from './student-stand';

const FORM = '/c/winter/form';
const HOME = '四川省/成都市/龙泉驿区';
const SOMEWHERE = { longitude: 102.712345, latitude: 25.040609 };

describe('the place of a report', () => {
  const { stand, openPage } = createBrowserStand();
  beforeEach(async () => {
    await stand.world.reset();
    stand.world.setTime('2021-01-20', '07:30');
    await (await stand.world.as(PEOPLE.wang)).submit(aReport());
    stand.world.setTime('2021-01-21', '07:42');
  });

  async function visit(
    options: Partial<PageOptions>,
    who: (typeof PEOPLE)['wang'],
    play: (page: Page) => Promise<void>,
    prepare?: (page: Page) => Promise<unknown>,
  ): Promise<void> {
    const { page, problems, close } = await openPage({ ...PHONE, ...options });
    try {
      await prepare?.(page);
      await stand.enter(page, who, FORM);
      await play(page);
      deepEqual(problems(), []);
    } finally {
      await close();
    }
  }

  /** Fills in the rest, sends it, and answers the place that was kept. */
  async function sent(page: Page | Frame): Promise<object> {
    await page.getByLabel('体温').fill('36.5');
    await page.getByLabel('以上都没有').check();
    await page
      .getByRole('group', { name: /高风险地区/ })
      .getByLabel('否')
      .check();
    await page.getByLabel('以上内容真实').check();
    await page.locator('#send').click();
    await page.getByRole('heading', { name: '已反馈' }).waitFor();
    const who = (await page.locator('[data-done]').getAttribute('data-done')) ?? '';
    const someone = [PEOPLE.wang, PEOPLE.sun].find(({ personNo }) => who.startsWith(personNo)) ?? PEOPLE.wang;
    const mine = await (await stand.world.as(someone)).get('/api/campaigns/winter/reports/mine', {
      from: '2021-01-21',
    });
    return mine.body.items[0].answers.location;
  }

  const tap = (page: Page | Frame) => page.getByRole('button', { name: '附上手机定位' }).click();

  it('is chosen by province, city and county', async () => {
    await visit({}, PEOPLE.sun, async (page) => {
      equal(await page.getByLabel('市', { exact: true }).isDisabled(), true);
      await page.getByLabel('省', { exact: true }).selectOption('云南省');
      await page.getByLabel('市', { exact: true }).selectOption('昆明市');
      await page.getByLabel('区县', { exact: true }).selectOption('官渡区');
      deepEqual(await sent(page), { source: 'manual', region: '云南省/昆明市/官渡区' });
    });
  });

  it('needs two choices in a city that is a province', async () => {
    await visit({}, PEOPLE.sun, async (page) => {
      await page.getByLabel('省', { exact: true }).selectOption('北京市');
      await page.getByLabel('区县', { exact: true }).selectOption('海淀区');
      deepEqual(await sent(page), { source: 'manual', region: '北京市/北京市/海淀区' });
    });
  });

  it('may be abroad', async () => {
    await visit({}, PEOPLE.sun, async (page) => {
      await page.getByLabel('省', { exact: true }).selectOption('境外');
      await page.getByLabel('国家或地区').fill('泰国/曼谷');
      deepEqual(await axeViolations(page), []);
      deepEqual(await sent(page), { source: 'manual', region: '境外/泰国/曼谷' });
    });
  });

  it('is that of the last report, until it is changed', async () => {
    await visit({}, PEOPLE.wang, async (page) => {
      await page.getByText('四川省 成都市 龙泉驿区').waitFor();
      await page.getByRole('button', { name: '更改' }).click();
      const county = page.getByLabel('区县', { exact: true });
      await page.waitForFunction(
        () => document.querySelector<HTMLSelectElement>('[data-level=county]')?.value === '龙泉驿区',
      );
      await county.selectOption('武侯区');
      deepEqual(await sent(page), { source: 'manual', region: '四川省/成都市/武侯区' });
    });
  });

  it('is written where the list of places cannot be had', async () => {
    await visit({}, PEOPLE.sun, async (page) => {
      await page.route('**/regions/*', (route) => route.fulfill({ status: 200, body: 'not what it should be' }));
      await page.getByLabel('省', { exact: true }).selectOption('云南省');
      await page.getByLabel(/写成“省\/市\/区”/).fill('云南省/昆明市/官渡区');
      deepEqual(await sent(page), { source: 'manual', region: '云南省/昆明市/官渡区' });
    });
  });

  it('has the coordinates of the phone beside it, which decide no region', async () => {
    const allowed = { permissions: ['geolocation'], geolocation: { ...SOMEWHERE, accuracy: 31 } };
    await visit(allowed, PEOPLE.wang, async (page) => {
      await page.getByText('已附上定位').waitFor();
      deepEqual(await sent(page), { source: 'gps', region: HOME, ...SOMEWHERE, accuracy: 31 });
    });
  });

  it('goes without them when they are not wanted', async () => {
    const allowed = { permissions: ['geolocation'], geolocation: SOMEWHERE };
    await visit(allowed, PEOPLE.wang, async (page) => {
      await page.getByRole('button', { name: '不附定位' }).click();
      deepEqual(await sent(page), { source: 'manual', region: HOME });
    });
  });

  it('goes without them when the phone says no', async () => {
    await visit({}, PEOPLE.wang, async (page) => {
      await tap(page);
      await page.getByText('没有定位到。选好地区，一样可以提交').waitFor();
      deepEqual(await sent(page), { source: 'manual', region: HOME });
    });
  });

  it('is never waited for: a phone that does not answer is given up, and all can be sent meanwhile', async () => {
    await visit(
      { permissions: ['geolocation'] },
      PEOPLE.wang,
      async (page) => {
        await page.getByText('正在定位').waitFor();
        await page.clock.runFor(9_000);
        await page.getByText('没有定位到').waitFor();
        deepEqual(await sent(page), { source: 'manual', region: HOME });
      },
      async (page) => {
        await page.clock.install();
        await page.addInitScript(() => {
          navigator.geolocation.getCurrentPosition = () => {};
        });
      },
    );
  });

  for (const [what, text, kept] of [
    ['numbers as texts', '{"longitude":"102.712345","latitude":"25.040609","address":"云南省昆明市某路"}', true],
    ['a failure in words', '定位失败', false],
    ['nothing in the fields', '{"longitude":"","latitude":""}', false],
    ['a number that is next to none', '{"longitude":"4.9E-324","latitude":"4.9E-324"}', false],
  ] as const)
    it(`is asked of the app that shows the page, which may answer ${what}`, async () => {
      await visit(
        {},
        PEOPLE.wang,
        async (page) => {
          await tap(page);
          await page.getByText(kept ? '已附上：云南省昆明市某路' : '没有定位到').waitFor();
          const place = await sent(page);
          if (kept) deepEqual(place, { source: 'host', region: HOME, ...SOMEWHERE, address: '云南省昆明市某路' });
          else deepEqual(place, { source: 'manual', region: HOME });
        },
        (page) =>
          page.addInitScript(`window.local_obj = { yibanhtml5location() {
          setTimeout(() => window.yibanhtml5location(${JSON.stringify(text)}), 0);
        } };`),
      );
    });

  it('is asked of the app on an iPhone too, which knows it by another name', async () => {
    await visit(
      {},
      PEOPLE.wang,
      async (page) => {
        await tap(page);
        await page.getByText('已附上：云南省昆明市某路').waitFor();
        deepEqual(await sent(page), { source: 'host', region: HOME, ...SOMEWHERE, address: '云南省昆明市某路' });
      },
      (page) =>
        page.addInitScript(
          (answer) => {
            const app = window as unknown as Record<string, (text?: string) => void>;
            app.ios_yibanhtml5location = () => setTimeout(() => app.yibanhtml5location?.(answer), 0);
          },
          JSON.stringify({ ...SOMEWHERE, address: '云南省昆明市某路' }),
        ),
    );
  });

  it('is asked of the host whose frame shows the page, and of nobody else', async () => {
    const { page, problems, close } = await openPage(DESK);
    try {
      await page.goto(stand.hostUrl);
      await page.evaluate(answerAsHost, { ...SOMEWHERE, accuracy: 20, address: '门户给的地址' });
      await page.evaluate(launchInFrame, { action: `${stand.url}/launch`, token: stand.world.token(PEOPLE.wang) });
      await page.frameLocator('iframe').getByRole('heading', { name: '校本化' }).waitFor();
      const frame = page.frame('pane');
      ok(frame);
      await frame.goto(stand.url + FORM);
      await tap(frame);
      await frame.getByText('已附上：门户给的地址').waitFor();
      const place = await sent(frame);
      deepEqual(place, { source: 'host', region: HOME, ...SOMEWHERE, accuracy: 20, address: '门户给的地址' });
      deepEqual(problems(), []);
    } finally {
      await close();
    }
  });
});

/** In the host's page: answers the question for the location, after an answer to a question that nobody asked. */
function answerAsHost(place: object): void {
  addEventListener('message', ({ data, source }) => {
    if (data.type !== 'checkin.location') return;
    const wrong = { type: data.type, requestId: 'another', longitude: 1, latitude: 1 };
    for (const answer of [wrong, { type: data.type, requestId: data.requestId, ...place }])
      (source as Window).postMessage(answer, '*');
  });
}

/** In the host's page: hands the token over into the frame. */
function launchInFrame({ action, token }: { action: string; token: string }): void {
  const form = document.body.appendChild(document.createElement('form'));
  Object.assign(form, { method: 'post', action, target: 'pane' });
  for (const [name, value] of Object.entries({ token, entry: 'checkin' }))
    Object.assign(form.appendChild(document.createElement('input')), { type: 'hidden', name, value });
  form.submit();
}
