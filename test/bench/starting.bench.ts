import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { civilDateOf } from '../../plugin/kernel/civil-date';
import { launchBrowser } from '../support/browser';
import { deploymentOf, SESSIONS } from '../support/deployment';
import { freePort, run as runCommand, tiedToUs } from '../support/servers/shell';
import { makeSmallSchool, numberOf } from './big-school';
import { median, spread } from './measure';
import type { BenchRun } from './run';

const ROOT = join(__dirname, '../..');
const PHONE = { width: 390, height: 844 };
/** A slow phone network. */
const LATENCY_MS = 400;
const BYTES_A_SECOND = (400 * 1024) / 8;

const EXPRESS =
  "require('express')().get('/readyz',(q,s)=>s.send('ready')).listen(Number(process.env.PORT),'127.0.0.1')";

interface Measured {
  /** Milliseconds from the start of a process until it is ready. */
  asInstalled: number;
  asCheckedOut: number;
  express: number;
  /** Milliseconds from asking for a page until something of it is painted. */
  form: number;
  bare: number;
  /** Bytes of the form's page and of what it loads, as they are sent. */
  sent: number;
}

/** How long a student and an administrator wait: until the form is painted on a slow network, until a process is ready. */
export async function bench({ databaseUrl, runs }: BenchRun): Promise<void> {
  await makeSmallSchool(databaseUrl, civilDateOf(Date.now(), 'Asia/Shanghai'));
  const built = await build();
  const browser = await launchBrowser();
  try {
    const results: Measured[] = [];
    for (let run = 0; run < runs; run += 1) results.push(await measure(databaseUrl, built.path, browser));
    print(results);
  } finally {
    await browser.close();
    built.remove();
  }
}

/** What an installed package is made of, beside the same dependencies. */
async function build() {
  const path = mkdtempSync(join(tmpdir(), `checkin-built-${process.pid}-`));
  const options = ['--outDir', join(path, 'dist'), '--declaration', 'false', '--sourceMap', 'false'];
  await runCommand(process.execPath, [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(ROOT, 'tsconfig.json'),
    ...options,
  ]);
  const schema = 'plugin/features/host/manifest.schema.json';
  mkdirSync(dirname(join(path, schema)), { recursive: true });
  for (const name of ['node_modules', 'templates', 'manifest.json', 'package.json', schema])
    symlinkSync(join(ROOT, name), join(path, name));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

async function measure(databaseUrl: string, built: string, browser: Browser): Promise<Measured> {
  const express = await startTimed(['-e', EXPRESS], databaseUrl);
  await end(express.child);
  const checkedOut = await startTimed(['--import', 'tsx', 'plugin/standalone.ts'], databaseUrl);
  await end(checkedOut.child);
  const module = await startTimed([join(built, 'dist/plugin/standalone.js')], databaseUrl);
  const bare = await startTimed(['--import', 'tsx', 'test/bench/floors/bare-server.ts'], databaseUrl);
  try {
    const painted = await paint(browser, module.port, '/c/winter/form');
    return {
      asInstalled: module.took,
      asCheckedOut: checkedOut.took,
      express: express.took,
      form: painted.at,
      sent: painted.sent,
      bare: (await paint(browser, bare.port, '/')).at,
    };
  } finally {
    await end(module.child);
    await end(bare.child);
  }
}

/** Starts a process, asks it every few milliseconds whether it is ready, and tells how long that took. */
async function startTimed(args: string[], databaseUrl: string) {
  const port = await freePort();
  const env = deploymentOf(databaseUrl, port);
  const begun = performance.now();
  const [command, all] = tiedToUs(process.execPath, args);
  const child = spawn(command, all, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] });
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { child, port, took: performance.now() - begun };
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Opens a page with nothing in the cache, over a slow network. */
async function paint(browser: Browser, port: number, path: string): Promise<{ at: number; sent: number }> {
  const context = await browser.newContext({ viewport: PHONE, locale: 'zh-CN' });
  try {
    const url = `http://127.0.0.1:${port}`;
    const { token, expiresAt } = SESSIONS.open({ personNo: numberOf(60), personType: 'student' });
    const [cookie = ''] = SESSIONS.cookies('top', token, expiresAt);
    const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
    await context.addCookies([{ name, value, url }]);
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    await network.send('Network.setCacheDisabled', { cacheDisabled: true });
    const throughput = { downloadThroughput: BYTES_A_SECOND, uploadThroughput: BYTES_A_SECOND };
    await network.send('Network.emulateNetworkConditions', { offline: false, latency: LATENCY_MS, ...throughput });
    let sent = 0;
    network.on('Network.loadingFinished', ({ encodedDataLength }) => {
      sent += encodedDataLength;
    });
    const answer = await page.goto(url + path, { waitUntil: 'load', timeout: 60_000 });
    if (answer?.status() !== 200 || new URL(page.url()).pathname !== path)
      throw new Error(`${path} is answered ${answer?.status()} at ${page.url()}`);
    // The paint may be noted a moment after the page has loaded.
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    const at = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
    return { at, sent };
  } finally {
    await context.close();
  }
}

function print(results: readonly Measured[]): void {
  const line = (what: string, pick: (each: Measured) => number, unit: string, digits = 0) =>
    console.log(`  ${what.padEnd(56)} ${spread(results.map(pick), digits)} ${unit}`);
  line('ready, as installed (goal 1,000)', (each) => each.asInstalled, 'ms');
  line('ready, from a checkout, compiled as it starts', (each) => each.asCheckedOut, 'ms');
  line('floor: an Express with one route', (each) => each.express, 'ms');
  line('of the floor, as installed', (each) => each.asInstalled / each.express, '×', 2);
  line("a student's form first painted (goal 1,500)", (each) => each.form, 'ms');
  line('floor: a bare page of a few hundred bytes', (each) => each.bare, 'ms');
  line('of the floor', (each) => each.form / each.bare, '×', 2);
  line('sent for it, all in all', (each) => each.sent / 1024, 'KB', 1);
  const beyond = median(results.map(({ form, bare }) => form - bare));
  console.log(`  beyond the floor: ${Math.round(beyond)} ms`);
}
