import type { ReactNode } from 'react';
import { When } from './when.js';
import type { Tone } from './tone.js';

export interface TimelineEntry {
  readonly id: string;
  readonly at: string;
  readonly tone: Tone;
  readonly said: string;
  readonly more?: ReactNode;
}

/** What happened, one thing after another. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }): ReactNode {
  return (
    <ol className="timeline">
      {entries.map(({ at, id, more, said, tone }) => (
        <li key={id} className={tone}>
          <p className="said">{said}</p>
          <p className="small quiet">
            <When at={at} isExact />
          </p>
          {more}
        </li>
      ))}
    </ol>
  );
}
