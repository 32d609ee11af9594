import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

// Only what needs types, and what is particular to this module: everything else is biome's.
// Patterns count from the folder that eslint is started in, the repository's root.
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const ASKS_THE_MACHINE = 'Time comes from the clock (plugin/kernel/clock.ts), so that tests can give it.';
const OWN_TIME = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: ASKS_THE_MACHINE },
  { selector: "CallExpression[callee.name='Date']", message: ASKS_THE_MACHINE },
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: ASKS_THE_MACHINE },
];

const OF_THE_PROCESS = 'The process belongs to whoever started it: a host may run several of us in one.';

export default [
  {
    files: ['**/*.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: '.config/tsconfig.test.json', tsconfigRootDir: ROOT },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['plugin/**/*.ts', 'migrations/**/*.ts'],
    ignores: ['plugin/kernel/clock.ts', 'plugin/trial/**'],
    rules: { 'no-restricted-syntax': ['error', ...OWN_TIME] },
  },
  {
    files: ['plugin/**/*.ts', 'migrations/**/*.ts'],
    ignores: ['plugin/standalone.ts', 'plugin/cli.ts', 'plugin/trial/start.ts', 'plugin/kernel/process*'],
    rules: {
      'no-restricted-globals': ['error', { name: 'process', message: OF_THE_PROCESS }],
      'no-restricted-imports': [
        'error',
        ...['process', 'node:process'].map((name) => ({ name, message: OF_THE_PROCESS })),
      ],
    },
  },
];
