/** How something stands, for the eye; the words say it as well. */
export type Tone = 'good' | 'wait' | 'bad' | 'calm' | 'back' | 'plain';

const TONES: Readonly<Record<string, Tone>> = {
  confirmed: 'good',
  done: 'good',
  active: 'good',
  healthy: 'good',
  closed: 'good',
  succeeded: 'good',
  cleared: 'good',
  validated: 'calm',
  awaiting_approval: 'wait',
  unknown: 'wait',
  waiting: 'wait',
  paused: 'wait',
  trial: 'wait',
  open: 'wait',
  review: 'bad',
  needs_review: 'bad',
  failed: 'bad',
  dead: 'bad',
  invalid: 'bad',
  refused: 'bad',
  firing: 'bad',
  disabled: 'bad',
  does_not_fit: 'plain',
  decided: 'good',
  pending: 'calm',
  broadcast: 'calm',
  ready: 'calm',
  submitting: 'calm',
  scheduled: 'calm',
  running: 'calm',
  loading: 'calm',
  due: 'calm',
  invited: 'calm',
  reversed: 'back',
};

/** How a state looks; one that nobody has mapped looks plain. */
export function toneOf(state: string): Tone {
  return TONES[state] ?? 'plain';
}
