import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../../api/types.js';
import { toLanguage } from '../../language/language.js';
import { sentenceOf, toneOfEvent } from './sentences.js';

const NAMES: Readonly<Record<string, string>> = { carlos: 'Carlos Neto', worker: 'the service' };
const said = (event: Partial<HistoryEvent>, language: 'en' | 'pt' = 'en'): string =>
  sentenceOf(toEvent(event), { ...toLanguage(language, () => undefined), nameOf: (id) => NAMES[id] ?? id });

function toEvent(event: Partial<HistoryEvent>): HistoryEvent {
  return {
    ...{ number: 1, at: '2026-11-21T09:00:00.000Z', actor: 'carlos', source: 'person', attempt: 1 },
    ...{ type: 'created', to: 'ready', ...event },
  };
}

describe('a timeline says', () => {
  test.each<[Partial<HistoryEvent>, string]>([
    [{ type: 'created', to: 'ready' }, 'Carlos Neto asked for it.'],
    [
      { type: 'created', to: 'awaiting_approval' },
      'Carlos Neto asked for it. It waits for somebody else to approve it.',
    ],
    [{ type: 'sending', to: 'submitting', detail: { send: 2 } }, 'The request went out to the provider (sending 2).'],
    [
      { type: 'answered', to: 'pending', detail: { providerStatus: 'process' } },
      'The provider answered: the provider has it, and has not sent it yet.',
    ],
    [{ type: 'told', to: 'confirmed', source: 'webhook' }, 'The provider told by webhook: it was paid.'],
    [
      { type: 'looked_up', to: 'confirmed', source: 'webhook' },
      'A webhook came, and a look-up at the provider confirmed it: it was paid.',
    ],
    [
      { type: 'looked_up_without_effect', to: 'confirmed', detail: { providerStatus: 'paid' } },
      'Looked up at the provider: “paid”. That changed nothing here.',
    ],
    [
      { type: 'no_answer', to: 'unknown', actor: 'worker', source: 'job' },
      'The request went out and no answer came. The provider may have it or not.',
    ],
    [{ type: 'rejected', to: 'cancelled' }, 'Carlos Neto rejected it. It will not be sent.'],
    [
      { type: 'rejected', to: 'failed', source: 'job', detail: { reason: 'not enough funds' } },
      'The provider refused it: not enough funds',
    ],
    [
      { type: 'resolved', to: 'confirmed', detail: { note: 'they wrote so' } },
      'Carlos Neto settled it by hand: it was paid. Note: “they wrote so”',
    ],
  ])('what %o means', (event, sentence) => {
    expect(said(event)).toBe(sentence);
  });

  test('the same in Portuguese', () => {
    expect(said({ type: 'told', to: 'confirmed', source: 'webhook' }, 'pt')).toBe(
      'O fornecedor avisou por webhook: foi pago.',
    );
  });

  test('the word itself of what nobody has mapped, rather than nothing', () => {
    expect(said({ type: 'teleported' })).toBe('Noted: teleported');
  });
});

test('an unknown outcome looks like something to wait for, a change like what came of it', () => {
  expect(toneOfEvent(toEvent({ type: 'no_answer', from: 'submitting', to: 'unknown' }))).toBe('wait');
  expect(toneOfEvent(toEvent({ type: 'told', from: 'pending', to: 'confirmed' }))).toBe('good');
  expect(toneOfEvent(toEvent({ type: 'told_without_effect', from: 'confirmed', to: 'confirmed' }))).toBe('plain');
});
