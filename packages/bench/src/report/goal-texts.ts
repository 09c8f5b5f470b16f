/** What each goal is about, for the page. */
export const GOAL_TEXTS: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  P1: {
    title: 'Accept a webhook signed by MD5',
    text: 'Verify, parse, validate and normalise a body of 1 KB. M is the floor with `createHash`, M\\* the best correct form of the digest: `sign` cut off the tail in place, one-shot hashing, one parse, and nothing validated.',
  },
  P2: {
    title: 'Accept a webhook, beside what people use',
    text: 'The same work beside libraries that verify and parse; none of them validates or normalises.',
  },
  P3: {
    title: 'Accept a webhook signed by HMAC',
    text: 'The header is parsed, the key looked up and the time window checked on both sides. H is the floor: HMAC-SHA256 over the bytes, comparison, parse.',
  },
  P4: {
    title: 'Strict reading',
    text: 'Duplicate members, depth and names such as `__proto__` are looked for.',
  },
  P5: {
    title: 'Refuse a webhook',
    text: 'What refusing costs beside accepting, and whether time grows with the length of hostile bodies alone.',
  },
  P6: {
    title: 'Call a provider through undici',
    text: 'A payment is created through the whole stack: signing, deadline, error rules, validation. The server is a process of its own on loopback.',
  },
  P7: {
    title: 'Call a provider through ky',
    text: 'The same on the default client, beside bare ky with the same options.',
  },
  P8: { title: 'Memory', text: 'What is left on the heap after 100,000 calls and 1,000,000 webhooks.' },
  P9: { title: 'The container', text: 'It composes the parts at start, and no call asks it for anything.' },
  P10: {
    title: 'Start-up',
    text: 'Time from the start of a process until the parts are ready, beside a bare process and beside the import of stripe.',
  },
  P11: { title: 'Size', text: 'What a bundler makes of an entry, compressed by gzip.' },
  P12: {
    title: 'Write webhooks down before they are acknowledged',
    text: 'Over HTTP: receive, verify, parse, commit on PostgreSQL, then answer 200. R is the floor: single inserts into the inbox with its unique key, and nothing else.',
  },
  P13: {
    title: 'Accept payouts',
    text: 'Idempotency, payout, entries, balance and due time in one commit. Q is the same payout as one hand-written statement.',
  },
  P14: {
    title: 'Pay out, from acceptance to settlement',
    text: 'Accept, mark as sending, the signed call, settle: each durable before the next.',
  },
  P15: {
    title: 'Claim due work',
    text: 'Beside hand-written `for update skip locked`, and beside queue libraries with 20,000 jobs waiting.',
  },
  P16: { title: 'The embedded store', text: 'Beside the bare SQLite engine with the same durability.' },
  P17: {
    title: 'A second worker',
    text: 'Two worker processes beside one, on the cores that the database has to share with them.',
  },
  P18: { title: 'A storm of errors', text: 'A provider answers 503 to everything for a while, and heals.' },
  GROWTH: {
    title: 'A million rows',
    text: 'The same work on a store that holds a thousand rows and on one that holds a million of them.',
  },
};
