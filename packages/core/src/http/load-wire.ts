/**
 * Loads what needs undici, on first use.
 *
 * On Node.js 20 the mere import of undici 7 installs its own dispatcher behind the built-in
 * `fetch`, unless the built-in one is there already. Touching `Response` puts it there.
 * No other module may import `./wire.js`.
 */
export function loadWire(): Promise<typeof import('./wire.js')> {
  Reflect.get(globalThis, 'Response');
  return import('./wire.js');
}
