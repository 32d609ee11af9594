import type { Admission, GuardedOperation } from './http/operation';
import { PROBLEM_TYPE } from './problem';
import type { Schema } from './validation';

/** What the document says of the module as a whole. */
export interface ApiInfo {
  title: string;
  version: string;
  description: string;
  publicUrl: string;
}

const SECURITY: Record<Admission['by'], object[]> = {
  nothing: [],
  session: [{ bearer: [] }, { cookie: [] }],
  'service token': [{ service: [] }],
};

const PROBLEM: Schema = {
  type: 'object',
  description: `RFC 9457. \`type\` begins with \`${PROBLEM_TYPE}\`.`,
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string', description: 'in Chinese' },
    titleEn: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'what happened and what to do, in Chinese' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'message'],
        properties: { pointer: { type: 'string', description: 'JSON Pointer' }, message: { type: 'string' } },
      },
    },
  },
};

/** The OpenAPI 3.1 document of operations, made of the very schemas that they check with. */
export function describeApi(operations: readonly GuardedOperation[], info: ApiInfo): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const operation of operations) {
    const path = toTemplate(operation.path);
    paths[path] = { ...paths[path], [operation.method]: describe(operation) };
  }
  const { title, version, description, publicUrl } = info;
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: { title, version, description },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'the `session` that a launch answered' },
        service: { type: 'http', scheme: 'bearer', description: 'a token of the host, `typ: service+jwt`, used once' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'checkin_session' },
      },
    },
  };
}

/** `/a/:name` as `/a/{name}`. */
function toTemplate(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function describe(operation: GuardedOperation): Schema {
  const { id, summary, admission, answers, kind } = operation;
  const body = operation.body ?? operation.bodyShown;
  return {
    operationId: id,
    summary,
    description: admission.words,
    tags: [kind ?? 'api'],
    security: SECURITY[admission.by],
    parameters: [...pathParameters(operation.path), ...queryParameters(operation.query)],
    ...(body ? { requestBody: { required: true, content: { [bodyType(operation)]: { schema: body } } } } : {}),
    responses: { ...describeAnswers(operation, answers), default: refusal() },
  };
}

function bodyType({ kind, id, upload }: GuardedOperation): string {
  if (upload) return 'multipart/form-data';
  return kind === 'page' || id === 'launch' ? 'application/x-www-form-urlencoded' : 'application/json';
}

function describeAnswers({ kind }: GuardedOperation, answers: GuardedOperation['answers']): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema }]) => {
      if (schema) return [status, { description, content: { 'application/json': { schema } } }];
      const isPage = kind === 'page' && status === '200';
      return [status, isPage ? { description, content: { 'text/html': {} } } : { description }];
    }),
  );
}

function refusal(): Schema {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description: 'a refusal', content: { 'application/problem+json': { schema } } };
}

function pathParameters(path: string): Schema[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => {
    return { name, in: 'path', required: true, schema: { type: 'string' } };
  });
}

function queryParameters(query: Schema | undefined): Schema[] {
  const { properties = {}, required = [] } = (query ?? {}) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => {
    return { name, in: 'query', required: required.includes(name), schema };
  });
}
