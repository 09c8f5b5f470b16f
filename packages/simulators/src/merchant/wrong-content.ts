import type { JsonObject, JsonValue } from '../json/encode-json.js';
import { answerText } from './refusal.js';
import { isFields } from './request-fields.js';

/** Members that say whose object an answer is about, and another object's value for each. */
const OTHER_OBJECT: JsonObject = {
  uuid: '00000000-0000-4000-8000-000000000000',
  order_id: 'someone-elses-order',
  amount: '987654.32',
  currency: 'XMR',
  address: 'someone-elses-address',
};

/**
 * An answer about someone else's object.
 *
 * @param replace - Members of the result and their values. Those that name the object, where it has them, by default.
 */
export function wrongContent(body: string, replace: JsonObject | undefined): string {
  const answer = JSON.parse(body) as JsonValue;
  if (!isFields(answer) || !isFields(answer['result'])) return body;
  const { result } = answer;
  const change =
    replace ?? Object.fromEntries(Object.entries(OTHER_OBJECT).filter(([name]) => Object.hasOwn(result, name)));
  return answerText({ ...answer, result: { ...result, ...change } });
}
