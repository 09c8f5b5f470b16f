import type { JsonObject } from '../json/encode-json.js';
import type { Molam } from './molam.js';
import type { RequestFields } from './request-fields.js';
import type { MolamRefusal } from './refusal.js';
import type { MolamEvent } from './webhook/announce.js';

/** A request whose key, idempotency and JSON have been checked. */
export interface MolamCall {
  readonly molam: Molam;
  readonly livemode: boolean;
  readonly idempotencyKey: string | undefined;
  readonly fields: RequestFields;
  readonly query: URLSearchParams;
  /** Values of the path's named segments. */
  readonly path: Readonly<Record<string, string>>;
}

/** What a call is answered, and what the merchant is told besides. */
export interface MolamResult {
  readonly status: 200 | 201;
  readonly body: JsonObject;
  readonly events?: readonly MolamEvent[] | undefined;
  /** Answered in place of the body, though the call took effect. */
  readonly refusal?: MolamRefusal | undefined;
}

/** One row of the contract's endpoint table. */
export interface MolamRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** @throws MolamRefusal */
  handle(call: MolamCall): MolamResult;
}

/** The object of that id. @throws MolamRefusal with `code` if there is none. */
export function found<Item>(item: Item | undefined, refusal: () => MolamRefusal): Item {
  if (item === undefined) throw refusal();
  return item;
}
