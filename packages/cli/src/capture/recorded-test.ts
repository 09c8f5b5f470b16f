import type { Recording } from '@paymux/simulators';

/**
 * The text of a Vitest file that sends each recorded request to a replay, and
 * compares status and text of the answer, and reads each recorded webhook.
 * Requests that are the same share one test, as their answers have an order.
 *
 * @param fixtures - The folder of the recordings, relative to the file.
 * @param language - `javascript` leaves the annotations to comments.
 */
export function recordedTest(
  recordings: readonly Recording[],
  fixtures: string,
  language: 'typescript' | 'javascript',
): string {
  const groups = new Map<string, Recording[]>();
  for (const recording of recordings.filter(isSendable)) {
    const { body, method, path, query } = recording.request;
    const request = JSON.stringify([method, path, query, body]);
    groups.set(request, [...(groups.get(request) ?? []), recording]);
  }
  const tests = [...groups.values()].map(testOfCalls);
  const webhooks = recordings.filter(({ kind }) => kind === 'webhook').flatMap(testOfWebhook);
  const isTyped = language === 'typescript';
  return `import { readRecordings, startReplaySimulator } from '@paymux/simulators';
import { describe, expect, it } from 'vitest';

const fixtures = new URL(${quoted(fixtures)}, import.meta.url);

${isTyped ? '' : '/** @param {string} file */\n'}function recorded(file${isTyped ? ': string' : ''}) {
  const recording = readRecordings(fixtures).find((candidate) => candidate.file === file);
  if (recording === undefined) throw new Error(\`There is no recording \${file}.\`);
  return recording;
}
${tests.length === 0 ? '' : callHelper(isTyped)}${webhooks.length === 0 ? '' : webhookHelper(isTyped)}${describeBlock('the recorded provider', tests)}${describeBlock('the recorded webhooks', webhooks)}`;
}

/** `fetch` sends no body with GET. */
function isSendable({ kind, request, response }: Recording): boolean {
  return (
    kind === 'call' &&
    typeof response?.body === 'string' &&
    typeof request.body === 'string' &&
    (request.body === '' || !/^(?:GET|HEAD)$/.test(request.method)) &&
    !/^(?:CONNECT|TRACE|TRACK)$/.test(request.method)
  );
}

function callHelper(isTyped: boolean): string {
  return `
/** Sends recorded requests to a replay, one after the other. */
${isTyped ? '' : '/** @param {string[]} files */\n'}async function replay(...files${isTyped ? ': string[]' : ''}) {
  // A provider is driven the same way: hand simulator.baseUrl to its factory, call the operation that was recorded,
  // and look at what it makes of the answer.
  const simulator = await startReplaySimulator({ fixtures });
  try {
    const answers = [];
    for (const file of files) {
      const { method, path, query, headers, body } = recorded(file).request;
      const answer = await fetch(simulator.baseUrl + path + (query === '' ? '' : \`?\${query}\`), {
        method,
        headers: { 'content-type': String(headers['content-type'] ?? 'text/plain') },
        redirect: 'manual',
        ...(body === '' ? {} : { body: String(body) }),
      });
      answers.push({ status: answer.status, body: await answer.text() });
    }
    return answers;
  } finally {
    await simulator.close();
  }
}
`;
}

function testOfCalls(calls: readonly Recording[]): string {
  const [first] = calls;
  if (first === undefined) return '';
  const { method, path, query } = first.request;
  const what = `${method} ${path}${query === '' ? '' : `?${query}`}`;
  const times = calls.length === 1 ? '' : ` (${String(calls.length)} times, in order)`;
  const differing = first.request.body === '' ? '' : ` (${first.file.slice(0, first.file.indexOf('-'))})`;
  const files = calls.map(({ file }) => quoted(file));
  return `  it(${quoted(`answers ${what} as recorded${times}${differing}`)}, async () => {
    expect(await replay(${files.join(', ')})).toEqual([
${calls
  .map(
    ({ response }, index) =>
      `      { status: ${String(response?.status)}, body: recorded(${files[index] ?? ''}).response?.body },`,
  )
  .join('\n')}
    ]);
  });`;
}

function webhookHelper(isTyped: boolean): string {
  return `
/** The names in a recorded webhook. Signatures are not recorded: to hand one to a provider, sign its body anew. */
${isTyped ? '' : '/** @param {string} file */\n'}function namesIn(file${isTyped ? ': string' : ''}) {
  return Object.keys(JSON.parse(String(recorded(file).request.body)));
}
`;
}

function testOfWebhook({ file, request: { body, method, path } }: Recording): readonly string[] {
  const value = typeof body === 'string' ? parsed(body) : undefined;
  if (typeof value !== 'object' || value === null) return [];
  const names = Object.keys(value).map((name) => quoted(name));
  const number = file.slice(0, file.indexOf('-'));
  return [
    `  it(${quoted(`reads the delivery of ${method} ${path} (${number})`)}, () => {
    expect(namesIn(${quoted(file)})).toEqual([${names.join(', ')}]);
  });`,
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describeBlock(title: string, tests: readonly string[]): string {
  return tests.length === 0 ? '' : `\ndescribe(${quoted(title)}, () => {\n${tests.join('\n\n')}\n});\n`;
}

/** A text in single quotes. */
function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
