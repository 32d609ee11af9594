interface Named {
  string: string;
  number: number;
  integer: number;
  boolean: boolean;
  null: null;
}

/** Present for sure: demanded, or filled in from its default. */
type PresentKeys<P, R> = {
  [K in keyof P]: K extends R ? K : P[K] extends { default: unknown } ? K : never;
}[keyof P];

type ObjectOf<P, R> = { [K in PresentKeys<P, R>]: Shape<P[K]> } & {
  [K in Exclude<keyof P, PresentKeys<P, R>>]?: Shape<P[K]>;
};

/**
 * The type of what a JSON Schema accepts, for the keywords that requests here are made of. A general library did the same
 * at a hundred times the compiler's work.
 */
export type Shape<S> = S extends { enum: readonly (infer E)[] }
  ? E
  : S extends { const: infer C }
    ? C
    : S extends { properties: infer P }
      ? ObjectOf<P, S extends { required: readonly (infer R)[] } ? R : never>
      : S extends { type: 'array'; items: infer I }
        ? Shape<I>[]
        : S extends { type: infer T extends keyof Named }
          ? Named[T]
          : S extends { type: 'object' }
            ? Readonly<Record<string, unknown>>
            : unknown;
