/** `auto`: as the system has it. */
export type Theme = 'auto' | 'light' | 'dark';

const KEPT_AS = 'paymux.theme';

export function keptTheme(): Theme {
  const kept = window.localStorage.getItem(KEPT_AS);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** Shows the page in a theme, and remembers it for this browser. */
export function showTheme(theme: Theme): void {
  window.localStorage.setItem(KEPT_AS, theme);
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
