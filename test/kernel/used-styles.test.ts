import { expect } from 'chai';
import request from 'supertest';
import { usedStyles } from '../../plugin/kernel/used-styles';
import { createWorld, PEOPLE } from '../support/world';

describe('the part of a style sheet that pages use', () => {
  const SHEET =
    '/*! licence */body{--a:1px;--b:var(--c);--c:2px;--d:3px}.used,.unused{margin:var(--a)}.unused{color:red}' +
    '@media (prefers-color-scheme:dark){.used:not(.unused){color:var(--b)}.used{top:0}.unused{top:0}}' +
    '@media print{.unused{top:0}}@keyframes turn{0%{top:0}}@keyframes stay{0%{top:0}}[type=search]::after{top:.5em}';

  it('is what they name, in its order, with its licence', () => {
    expect(usedStyles(SHEET, '<p class="used"> .mine{animation:turn 1s;width:var(--d)}')).to.equal(
      '/*! licence */body{--a:1px;--d:3px}.used{margin:var(--a)}' +
        '@media (prefers-color-scheme:dark){.used{top:0}}@keyframes turn{0%{top:0}}[type=search]::after{top:.5em}',
    );
  });

  it('holds a property that only another property asks for', () => {
    expect(usedStyles(SHEET, 'var(--b)')).to.contain('body{--b:var(--c);--c:2px;}');
  });
});

describe('the style sheet that the pages build upon', () => {
  const world = createWorld();

  it('is sent small, kept for ever, and has what the pages ask it for', async () => {
    const { text } = await (await world.as(PEOPLE.wang)).get('/home');
    const path = /href="([^"]+weui\.css)"/.exec(text)?.[1] ?? '';
    const { text: sheet, headers } = await request(world.app).get(path);
    expect(headers['content-type']).to.equal('text/css; charset=utf-8');
    expect(headers['cache-control']).to.contain('immutable').and.to.contain('max-age=31536000');
    expect(sheet.length).to.be.lessThan(20_000);
    for (const part of ['MIT license', '.weui-btn_primary{', '--weui-BRAND:', '[data-weui-theme="dark"]'])
      expect(sheet).to.contain(part);
    const { text: own } = await request(world.app).get(path.replace('weui.css', 'base.css'));
    const asked = new Set(own.match(/--weui-[\w-]+/g));
    expect([...asked].filter((name) => !sheet.includes(`${name}:`))).to.deep.equal([]);
  });
});
