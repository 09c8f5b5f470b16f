/** Whether an address leads to this machine, as that of a simulator does. */
export function isLocal(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname);
}
