/** The end of a command's help: what to type, one line each, and what is good to know. */
export function examples(lines: readonly string[], ...notes: readonly string[]): string {
  const parts = [
    `Examples:\n${lines.map((line) => (line.startsWith(' ') ? `  ${line}` : `  $ ${line}`)).join('\n')}`,
    ...notes,
  ];
  return `\n${parts.join('\n\n')}`;
}
