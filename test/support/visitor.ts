import request from 'supertest';
import type { Someone, World } from './world';

/** A browser without JavaScript: it keeps cookies, follows nothing by itself, and sends forms as they are on the page. */
export class Visitor {
  private readonly jar: ReturnType<typeof request.agent>;

  constructor(readonly world: World) {
    this.jar = request.agent(world.app);
  }

  /** Somebody who has come in through the portal. */
  static async as(world: World, who: Someone): Promise<Visitor> {
    const visitor = new Visitor(world);
    await visitor.enter(who);
    return visitor;
  }

  /** Comes in through the portal and answers where that led. */
  async enter(who: Someone): Promise<string> {
    const answer = await this.jar
      .post('/launch')
      .type('form')
      .send({ token: this.world.token(who) });
    return answer.headers.location ?? `refused with ${answer.status}`;
  }

  open(path: string): request.Test {
    return this.jar.get(path).set('Accept', 'text/html');
  }

  /** Sends the form whose action is `path`, with its hidden fields as on the page, and the given ones. */
  async send(page: string, path: string, fields: Record<string, string | string[]>): Promise<request.Response> {
    return this.post(path, { ...hiddenFields(page, path), ...fields });
  }

  /** Sends a form with files as a browser does: its fields first, then the files. */
  upload(
    path: string,
    fields: Record<string, string>,
    files: readonly { name: string; content: Buffer }[],
  ): request.Test {
    const sent = this.jar.post(path).set('Accept', 'text/html');
    for (const [name, value] of Object.entries(fields)) void sent.field(name, value);
    for (const { name, content } of files) void sent.attach('files', content, name);
    return sent;
  }

  post(path: string, fields: Record<string, string | string[]>): request.Test {
    return this.jar.post(path).type('form').set('Accept', 'text/html').send(fields);
  }
}

/** A page without its tags, blanks in one, as a reader sees it. */
export function wordsOf(html: string): string {
  return html
    .replace(/[\s\S]*<main/, '<main')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#x3D;/g, '=')
    .replace(/\s+/g, ' ');
}

/** The hidden fields of the form with an action. */
export function hiddenFields(page: string, action: string): Record<string, string> {
  const form = page.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
  const [inside = ''] = form.split('</form>');
  const found = [...inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, plain(value)]));
}

function plain(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&#x27;/g, "'")
    .replace(/&#x3D;/g, '=')
    .replace(/&amp;/g, '&');
}
