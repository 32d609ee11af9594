import type { Schema } from '../../kernel/validation';

const TEXT = { type: 'string', minLength: 1 } as const;
/** A path below the module in the file; an address where it is served. */
const PLACE = { ...TEXT, format: 'uri-reference' } as const;

function strict(properties: Record<string, Schema>, optional: string[] = []): Schema {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: 'object', additionalProperties: false, required, properties };
}

function listOf(items: Schema, more: Schema = {}): Schema {
  return { type: 'array', items, uniqueItems: true, ...more };
}

/** What a manifest is made of; unknown keys are an error. */
export const MANIFEST_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Manifest of a module that a campus portal loads',
  ...strict(
    {
      $schema: PLACE,
      manifestVersion: { const: 1 },
      contractVersion: { type: 'string', pattern: '^\\d+\\.\\d+$' },
      id: { type: 'string', pattern: '^[a-z0-9][a-z0-9.-]*$' },
      version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$' },
      name: TEXT,
      description: TEXT,
      vendor: strict({ name: TEXT, url: { ...TEXT, format: 'uri' } }, ['url']),
      icons: listOf(strict({ src: PLACE, type: TEXT, sizes: TEXT })),
      baseUrl: { ...TEXT, format: 'uri', description: 'where the module is reached; in the served manifest only' },
      launch: strict({
        path: PLACE,
        method: { const: 'form_post' },
        display: listOf({ enum: ['webview', 'iframe'] }, { minItems: 1 }),
      }),
      entries: listOf(
        strict({
          id: { enum: ['checkin', 'staff'] },
          title: TEXT,
          icon: PLACE,
          path: PLACE,
          roles: listOf({ enum: ['student', 'staff'] }, { minItems: 1 }),
          placement: { enum: ['tile', 'adminPane'] },
        }),
        { minItems: 1 },
      ),
      auth: strict({
        type: { const: 'signed_launch' },
        algorithms: listOf(
          { enum: ['RS256', 'ES256', 'HS256'] },
          { description: 'empty where no token is taken: the module is entered from Yiban alone' },
        ),
        maxAgeSeconds: { type: 'integer', minimum: 1, maximum: 300 },
      }),
      permissions: listOf({ enum: ['geolocation'] }),
      scopes: listOf({ enum: ['roster.read', 'notify.send'] }),
      health: strict({ live: PLACE, ready: PLACE }),
      api: PLACE,
      frame: strict({ minHeight: { type: 'integer', minimum: 1 }, resize: { type: 'boolean' } }),
      dataPolicy: strict(
        {
          purpose: TEXT,
          retentionDays: {
            type: 'integer',
            minimum: 1,
            description:
              'after so many days what people typed is erased, unless a campaign says otherwise; figures stay',
          },
          notice: { ...PLACE, description: 'where each reader finds what is kept, for how long, and who looked' },
          contact: TEXT,
        },
        ['contact', 'notice'],
      ),
    },
    ['baseUrl', '$schema'],
  ),
};
