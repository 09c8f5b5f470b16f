export { runPaymux } from './main.js';
export type { CommandContext, Environment, Terminal, TextOutput } from './command.js';
