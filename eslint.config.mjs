import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Programs and their stages: they run on the machine's own time, and print. */
const PROGRAMS = ['packages/cli/**', 'packages/simulation/**', 'packages/bench/**'];

/** What implements the clock and the source of chance, and what is itself an outside world. */
const REAL_TIME = ['packages/core/src/time/**', 'packages/simulators/**', 'packages/admin/**', ...PROGRAMS];

const TIMERS = ['timers', 'timers/promises', 'node:timers', 'node:timers/promises'].map((name) => ({
  name,
  message: 'Time is handed in: take a Clock and wait with clock.sleep().',
}));

const INVERSIFY = {
  name: 'inversify',
  message: "The container stays at the edge: only a package's inversify.ts and packages/paymux know it.",
};

export default defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', '**/fixtures/', '**/vectors/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.tests.json', 'packages/admin/tsconfig.tests.json', 'tools/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // A framework makes something of a class that is decorated, however little is in it.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Numbers print one way only.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `async` turns what a method throws into a rejection, whether or not it waits for anything.
      '@typescript-eslint/require-await': 'off',
      // An empty interface is a place that adapters extend by declaration merging.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'always' }],
      // A parameter may be there for its type, an element for its place.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // There are no enums: `erasableSyntaxOnly` refuses them. Looking for them is a tenth of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Contracts are objects of closures, and taking one apart is how they are used; our classes keep
      // their state in private fields, which fail at once when a method is torn off.
      '@typescript-eslint/unbound-method': 'off',
      // `() => void list.push(item)` says that the value is dropped on purpose.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // `(event) => seen.push(event)` handed in as a callback reads better than the same in braces.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    // The compiler knows which names exist; the tools are checked by it as well.
    rules: {
      'no-undef': 'off',
      // A cast in a doc comment is seen by the compiler alone.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.test.ts', '**/*.suite.ts', '**/test/**'],
    rules: {
      // Matchers such as expect.objectContaining() are typed as anything at all.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // A literal that stands in for an instance is compiled against it, and nothing but the test sees it.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['packages/*/src/**'],
    ignores: PROGRAMS,
    rules: { 'no-console': 'error' },
  },
  {
    files: ['packages/**'],
    ignores: ['**/inversify.ts', '**/inversify.test.ts', 'packages/paymux/**', 'packages/bench/src/goals/container.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [INVERSIFY] }] },
  },
  {
    files: ['packages/*/src/**'],
    ignores: REAL_TIME,
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval'].map((name) => ({
          name,
          message: 'Time is handed in: take a Clock and wait with clock.sleep().',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is handed in: take a Clock and ask clock.now().' },
        { object: 'globalThis', property: 'setTimeout', message: 'Time is handed in: take a Clock.' },
        { object: 'globalThis', property: 'setInterval', message: 'Time is handed in: take a Clock.' },
        { object: 'Math', property: 'random', message: 'Chance is handed in: take a RandomSource.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"]',
          message: 'Time is handed in: take a Clock and ask clock.now().',
        },
      ],
      'no-restricted-imports': ['error', { paths: [INVERSIFY, ...TIMERS] }],
    },
  },
  {
    files: ['packages/*/src/**/inversify.ts', 'packages/*/src/**/inversify.test.ts', 'packages/paymux/src/**'],
    rules: { 'no-restricted-imports': ['error', { paths: TIMERS }] },
  },
);
