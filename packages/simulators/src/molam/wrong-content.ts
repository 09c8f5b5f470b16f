import type { JsonObject, JsonValue } from '../json/encode-json.js';
import { isJsonObject, parseJsonText, writeJsonText } from '../json/json-text.js';

/** Members that say which object an answer is about, and another object's value for each. */
const OTHER_OBJECT: JsonObject = {
  id: 'someone_elses_object',
  reference_code: 'PAYOUT-20200101-SOMEONES',
  charge_id: 'ch_someone_elses',
  payment_intent_id: 'pi_someone_elses',
  amount: 98_765_432,
  currency: 'KWD',
  metadata: { reference: 'someone-elses-order' },
};

/**
 * An answer about someone else's object; in a list, every item is.
 *
 * @param replace - Members and their values. Those that name the object, where it has them, by default.
 */
export function wrongContent(body: string, replace: JsonObject | undefined): string {
  const answer = parseJsonText(body);
  if (!isJsonObject(answer)) return body;
  const change = (object: JsonObject): JsonObject => ({
    ...object,
    ...(replace ?? Object.fromEntries(Object.entries(OTHER_OBJECT).filter(([name]) => Object.hasOwn(object, name)))),
  });
  const items = answer['object'] === 'list' ? answer['data'] : undefined;
  if (!Array.isArray(items)) return writeJsonText(change(answer));
  return writeJsonText({
    ...answer,
    data: (items as readonly JsonValue[]).map((item) => (isJsonObject(item) ? change(item) : item)),
  });
}
