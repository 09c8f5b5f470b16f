import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.js';
import { type Tone, toneOf } from './tone.js';

/** A state in a word and a colour. */
export function StateBadge({
  state,
  tone = toneOf(state),
}: {
  readonly state: string;
  readonly tone?: Tone;
}): ReactNode {
  const { word } = useLanguage();
  return <span className={`badge tone-${tone}`}>{word('state', state)}</span>;
}
