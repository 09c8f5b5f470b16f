export { runPaymux } from './main.js';
export type { CommandContext, TextOutput } from './command.js';
