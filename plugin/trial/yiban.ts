import { createCipheriv, randomBytes } from 'node:crypto';
import express, { type Express, type Request, type Response } from 'express';

/** Somebody with an account at the stand-in Yiban. */
export interface YibanUser {
  userId: string;
  /** 学号 or 工号; empty for somebody without 校方认证. */
  personNo: string;
  personType: 'student' | 'staff';
  name: string;
}

export interface YibanOptions {
  appId: string;
  appSecret: string;
  schoolId: string;
  users: readonly YibanUser[];
  /** Milliseconds. */
  now: () => number;
  /** The account that a browser is signed in with; left out, the address says it (`yb_uid`). */
  signedIn?: (request: Request) => string;
}

/** A message that somebody was sent (`msg/letter`). */
export interface YibanLetter {
  userId: string;
  content: string;
  /** Milliseconds. */
  at: number;
}

const BLOCK_BYTES = 16;
const TOKEN_SECONDS = 7 * 24 * 3600;

/**
 * Stands in for Yiban and speaks its protocol: it opens the app with a `verify_request`, asks people to authorise it, and
 * answers its open API. Everybody has authorised the app unless `forget` was called for them.
 */
export class StandInYiban {
  readonly app: Express;
  readonly letters: YibanLetter[] = [];
  private readonly tokens = new Map<string, YibanUser>();
  private readonly strangers = new Set<string>();

  constructor(private readonly options: YibanOptions) {
    this.app = express().disable('x-powered-by');
    this.app.get('/oauth/authorize', (request, response) => this.authorise(request, response));
    this.app.post('/oauth/authorize', express.urlencoded({ extended: false }), (request, response) =>
      this.authorised(request, response),
    );
    this.app.get('/user/verify_me', (request, response) => this.answer(request, response, verified));
    this.app.get('/user/real_me', (request, response) => this.answer(request, response, real));
    this.app.post('/msg/letter', express.urlencoded({ extended: false }), (request, response) =>
      this.deliver(request, response),
    );
  }

  /** As if somebody had never authorised the app. */
  forget(userId: string): void {
    this.strangers.add(userId);
  }

  /** As if somebody had authorised the app. */
  remember(userId: string): void {
    this.strangers.delete(userId);
  }

  /** What Yiban hands the app when somebody opens it. */
  requestFor(user: YibanUser): string {
    const oauth = this.strangers.has(user.userId)
      ? false
      : { access_token: this.tokenFor(user), token_expires: this.seconds() + TOKEN_SECONDS };
    return this.seal({
      visit_time: this.seconds(),
      visit_user: { userid: user.userId, username: `user_${user.userId}`, usernick: user.name, usersex: 'M' },
      visit_oauth: oauth,
    });
  }

  /** Any text as Yiban would encrypt it: padded with zero bytes to whole blocks. */
  seal(content: unknown): string {
    const bytes = Buffer.from(JSON.stringify(content));
    const padded = Buffer.concat([bytes, Buffer.alloc((BLOCK_BYTES - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES)]);
    const { appId, appSecret } = this.options;
    const cipher = createCipheriv('aes-256-cbc', Buffer.from(appSecret), Buffer.from(appId)).setAutoPadding(false);
    return Buffer.concat([cipher.update(padded), cipher.final()]).toString('hex');
  }

  private seconds(): number {
    return Math.floor(this.options.now() / 1000);
  }

  private tokenFor(user: YibanUser): string {
    const token = randomBytes(20).toString('hex');
    this.tokens.set(token, user);
    return token;
  }

  private authorise(request: Request, response: Response): void {
    const {
      client_id: clientId,
      redirect_uri: back = '',
      yb_uid: named = '',
    } = request.query as Record<string, string>;
    const userId = this.options.signedIn?.(request) ?? named;
    if (clientId !== this.options.appId) return void response.status(400).send('no such app');
    response.send(
      `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>授权</title>
       <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
       <link rel="icon" href="/assets/icons/portal.svg"><link rel="stylesheet" href="/assets/portal.css">
       <body class="plain"><main class="message"><h1>易班（演示）</h1><p>“健康打卡”想知道您的学校、姓名和学号。</p>
       <form method="post"><input type="hidden" name="back" value="${escaped(back)}">
       <input type="hidden" name="user" value="${escaped(userId)}"><button class="button">同意授权</button></form></main></html>`,
    );
  }

  private authorised({ body }: Request, response: Response): void {
    const { back = '', user: userId = '' } = (body ?? {}) as Record<string, string>;
    const user = this.options.users.find((each) => each.userId === userId);
    if (!user || !URL.canParse(back)) return void response.status(400).send('who is that?');
    this.remember(userId);
    const address = new URL(back);
    address.searchParams.set('verify_request', this.requestFor(user));
    address.searchParams.set('yb_uid', userId);
    response.redirect(302, address.href);
  }

  private answer({ query }: Request, response: Response, factsOf: (user: YibanUser) => object): void {
    const user = this.tokens.get(String(query.access_token));
    if (!user || this.strangers.has(user.userId)) return void response.json(refusal('e006', '请重新授权'));
    if (user.personNo === '') return void response.json(refusal('e024', '用户未进行校方认证'));
    const school = { yb_userid: user.userId, yb_schoolid: this.options.schoolId, yb_schoolname: '演示学校' };
    response.json({ status: 'success', info: { ...school, ...factsOf(user) } });
  }

  private deliver({ body }: Request, response: Response): void {
    const { access_token: token = '', to_yb_uid: userId = '', content = '' } = (body ?? {}) as Record<string, string>;
    const sender = this.tokens.get(token);
    if (!sender || this.strangers.has(sender.userId)) return void response.json(refusal('e006', '请重新授权'));
    this.letters.push({ userId, content, at: this.options.now() });
    response.json({ status: 'success', info: true });
  }
}

function verified({ personNo, personType, name }: YibanUser): object {
  return {
    yb_realname: name,
    yb_studentid: personType === 'student' ? personNo : '',
    yb_employid: personType === 'staff' ? personNo : '',
    yb_classname: '',
    yb_identity: personType === 'student' ? '学生' : '教师',
  };
}

function real({ personNo, personType, name }: YibanUser): object {
  const numbers = personType === 'student' ? { yb_studentid: personNo } : { yb_employid: personNo };
  return { yb_realname: name, ...numbers, yb_identity: personType === 'student' ? '学生' : '教师' };
}

function refusal(code: string, msgCN: string) {
  return { status: 'error', info: { code, msgCN, msgEN: '' } };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
