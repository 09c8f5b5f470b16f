/** A request that was made under a key, and its answer once there is one. */
export interface KeptAnswer {
  /** Who and what the key belongs to: tenant, route, account. */
  readonly scope: string;
  readonly key: string;
  /** SHA-256 of the canonical request. */
  readonly fingerprint: string;
  /** `free`: the work provably had no effect, and may be done again. */
  readonly state: 'running' | 'free' | 'done';
  /** Names the run that holds the key. Another may take over after `runningUntil`. */
  readonly run: string;
  readonly runningUntil: Date;
  /** The answer as JSON text, once done. */
  readonly answer?: string | undefined;
  readonly createdAt: Date;
  /** Forgotten after this instant. */
  readonly expiresAt: Date;
}
