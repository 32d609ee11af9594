/**
 * Imports point down: standalone → index → compose → routes → command, page → rules, store, read-model → schema → kernel.
 * `npm run check:rules` holds this, and test/architecture.test.ts proves that the rules still bite.
 */

/** A file of any feature, by its kind: `rules.ts`, and also `scope-rules.ts`. */
const ofKind = (...kinds) => `^plugin/features/.+[/-](?:${kinds.join('|')})\\.ts$`;

/** What a feature offers to others. */
const INDEX = '^plugin/features/[^/]+/index\\.ts$';

/** What the process around the module is made of. */
const AROUND = '^plugin/(?:standalone|cli)\\.ts$|^plugin/trial/';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule(
      'no-circular',
      'Two files that need each other are one thought, or hide a third file.',
      {},
      { circular: true },
    ),
    rule(
      'no-unresolvable',
      'What is not found is not judged: every other rule would pass it.',
      { path: '^(?:plugin|migrations)/' },
      { couldNotResolve: true },
    ),

    rule(
      'kernel-knows-no-feature',
      'The kernel stands below everything else of the module.',
      { path: '^plugin/kernel/' },
      { path: '^plugin/', pathNot: '^plugin/kernel/' },
    ),
    rule(
      'features-meet-at-their-index',
      'What a feature offers to others is in its index.ts; the rest is its own business.',
      { path: '^plugin/features/([^/]+)/' },
      { path: '^plugin/features/', pathNot: ['^plugin/features/$1/', INDEX] },
    ),
    rule(
      'features-do-not-reach-up',
      'A feature is given what it needs; it does not know who built it.',
      { path: '^plugin/features/' },
      { path: '^plugin/[^/]+\\.ts$' },
    ),
    rule(
      'compose-is-for-index',
      'There is one way to build the module: createCheckin in index.ts.',
      { path: '^(?:plugin|migrations)/', pathNot: '^plugin/index\\.ts$' },
      { path: '^plugin/compose\\.ts$' },
    ),
    rule(
      'nothing-needs-what-is-around',
      'A host runs the module without its process, its command and its trial.',
      { path: '^(?:plugin|migrations)/', pathNot: AROUND },
      { path: AROUND },
    ),
    rule(
      'trial-is-a-host',
      'The trial uses the module as a host does, and fills it by the same commands as a school and its people.',
      { path: '^plugin/trial/' },
      {
        path: '^plugin/',
        pathNot: ['^plugin/(?:index\\.ts$|kernel/|trial/)', INDEX],
      },
    ),
    rule(
      'migrations-stand-alone',
      'A merged migration must mean the same for ever, so it leans on no feature.',
      { path: '^migrations/' },
      { path: '^(?:plugin|migrations)/', pathNot: '^plugin/kernel/' },
    ),

    rule(
      'schema-is-at-the-bottom',
      'A shape of the outside needs the kernel and other shapes; those of another feature are had at its index.ts.',
      { path: ofKind('schema') },
      { path: '^plugin/', pathNot: ['^plugin/kernel/', ofKind('schema'), INDEX] },
    ),
    rule(
      'rules-are-pure',
      'A decision is given the facts; it does not fetch, show or route them.',
      { path: ofKind('rules') },
      { path: ofKind('store', 'read-model', 'page', 'routes') },
    ),
    rule(
      'store-only-writes',
      'The writer of tables knows nothing of joins, pages and paths.',
      { path: ofKind('store') },
      { path: ofKind('read-model', 'page', 'routes') },
    ),
    rule(
      'read-model-only-reads',
      'What is read does not depend on how it is shown.',
      { path: ofKind('read-model') },
      { path: ofKind('page', 'routes') },
    ),
    rule(
      'routes-are-at-the-top',
      'In a feature, only its index.ts knows the paths.',
      { path: '^plugin/features/', pathNot: [INDEX, ofKind('routes')] },
      { path: ofKind('routes') },
    ),

    rule('no-tests-in-the-module', 'Tests know the module.', { path: '^(?:plugin|migrations)/' }, { path: '^test/' }),
    rule(
      'no-development-packages',
      'A school installs the module without them. Types vanish when it is compiled.',
      { path: '^(?:plugin|migrations)/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default'] },
  },
};
