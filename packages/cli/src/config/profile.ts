/** Where a configuration is meant to run. `development` demands nothing. */
export const PROFILES = ['development', 'staging', 'production'] as const;

export type Profile = (typeof PROFILES)[number];

/** Whether a profile goes by this name. */
export function isProfile(name: string): name is Profile {
  return (PROFILES as readonly string[]).includes(name);
}
