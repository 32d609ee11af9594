import type { IncomingMessage } from 'node:http';
import type { CivilDate } from '../civil-date';
import type { Db, Tx } from '../database';
import type { Shape } from '../schema-type';
import type { PersonType, Session } from '../session';
import type { Schema } from '../validation';
import type { UploadedFile, UploadLimit } from './upload';

/** What a member of staff is responsible for today. An empty code belongs to the whole school. */
export interface Scope {
  kind: 'school' | 'department' | 'class';
  code: string;
  duty: string;
}

/** Who calls, with the rights of today. A student has no scopes. */
export interface Caller {
  personNo: string;
  type: PersonType;
  name: string;
  scopes: Scope[];
}

/** Whom an operation is open to. */
export interface Admission {
  /** What the caller has to bring. */
  by: 'nothing' | 'session' | 'service token';
  /** True for a caller to whom an operation is open that asks for a session. */
  admits(caller: Caller): boolean;
  /** Told to those whom it is closed to, in Chinese. */
  refusal: string;
  /** Whom it is open to, for the OpenAPI document. */
  words: string;
}

/** What an operation gets to work with. */
export interface Context<Query = unknown, Body = unknown> {
  params: Record<string, string>;
  query: Query;
  body: Body;
  /** The instant at which the request was complete, in milliseconds, and the school's day at that instant. */
  now: number;
  today: CivilDate;
  /** Refuses with 401 where an operation that is open to everybody was called without a session. */
  readonly caller: Caller;
  /** The same, where nobody need be signed in. */
  visitor: Caller | undefined;
  session: Session | undefined;
  /** The caller asked for JSON: a script, not a page being opened. */
  wantsJson: boolean;
  request: IncomingMessage;
  /** The files of an operation that takes some, as they come in. */
  files(): AsyncIterable<UploadedFile>;
}

/** For an operation that only reads. */
export type ReadContext<Query = unknown, Body = unknown> = Context<Query, Body> & { db: Db };
/** For an operation that runs in one transaction and is answered after its commit. */
export type WriteContext<Query = unknown, Body = unknown> = Context<Query, Body> & { tx: Tx };

interface Common {
  status?: number;
  headers?: Record<string, string>;
  /** `Set-Cookie` values. */
  cookies?: string[];
}

/** An answer: JSON, a page, a text of some type, bytes that come by and by, or the address to go on to. */
export type Reply = Common &
  (
    | { json: unknown }
    | { view: string; model: object }
    | { text: string | Buffer; type: string }
    | { stream: AsyncIterable<Buffer>; type: string; length: number }
    | { redirect: string }
  );

/** A described answer, for the OpenAPI document. */
export interface Answer {
  description: string;
  schema?: Schema;
}

interface Description {
  /** The operationId. */
  id: string;
  method: 'get' | 'post' | 'put';
  /** Below the module's address, parameters as `:name`. */
  path: string;
  summary: string;
  /** What kind of thing answers: JSON for programs, or a page for people. */
  kind?: 'api' | 'page';
  answers: Record<number, Answer>;
  /** What the body is where the operation checks it by itself, for the document. */
  bodyShown?: Schema;
  /**
   * The caller is taken from the session alone, without a name and scopes, because the operation looks the person up by
   * itself, many at once.
   */
  looksUpCaller?: true;
  /** True while so many wait already that whoever comes now is told to come later, before anything of theirs is read. */
  isFull?(): boolean;
  /** Answers also while the database is away, then as to somebody who is not signed in. */
  standsAlone?: boolean;
  /** How large a body may be, where 64 KB are not enough. */
  bodyLimit?: string;
  /** Takes files, in a `multipart/form-data` form whose fields come before them. */
  upload?: UploadLimit;
}

/** An operation as the router and the OpenAPI document see it. */
export interface Operation extends Description {
  query?: Schema;
  body?: Schema;
  /** Answers before it is looked at whether the caller is admitted; nothing where that is the next thing to do. */
  beforeAdmission?(context: ReadContext, begin: Begin): Promise<Reply | undefined>;
  handle(context: ReadContext, begin: Begin): Promise<Reply>;
}

/** Does some work in one transaction. */
export type Begin = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

interface Shaped<Q extends Schema, B extends Schema> extends Description {
  query?: Q;
  body?: B;
}

/** An operation that it was decided about whom it is open to. */
export interface GuardedOperation extends Operation {
  admission: Admission;
}

/** An operation that reads, or that sees to its own transactions. */
export function reads<const Q extends Schema = {}, const B extends Schema = {}>(
  operation: Shaped<Q, B> & { handle(context: ReadContext<Shape<Q>, Shape<B>>): Promise<Reply> },
): Operation {
  return operation as unknown as Operation;
}

/** An operation whose whole work is one transaction; what it answers is sent after the commit. */
export function writes<const Q extends Schema = {}, const B extends Schema = {}>(
  operation: Shaped<Q, B> & { handle(context: WriteContext<Shape<Q>, Shape<B>>): Promise<Reply> },
): Operation {
  const { handle, ...rest } = operation;
  return {
    ...(rest as Omit<Operation, 'handle'>),
    handle: (context, begin) => begin((tx) => handle(withTransaction(context, tx) as never)),
  };
}

/** The getter `caller` must survive, so the context is extended rather than copied. */
function withTransaction(context: ReadContext, tx: Tx): WriteContext {
  return Object.create(context, { tx: { value: tx }, db: { value: tx } }) as WriteContext;
}
