import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { amountText } from './amount-text.js';
import { en, type Messages } from './en.js';
import { pt } from './pt.js';

export type LanguageName = 'en' | 'pt';
export type MessageKey = keyof Messages;
export type Parameters = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, parameters?: Parameters) => string;

const CATALOGUES: Readonly<Record<LanguageName, Messages>> = { en, pt };
const LOCALES: Readonly<Record<LanguageName, string>> = { en: 'en-GB', pt: 'pt-PT' };
const KEPT_AS = 'paymux.language';

/** A message in a language, its `{names}` filled in. */
function translate(language: LanguageName, key: MessageKey, parameters: Parameters = {}): string {
  return CATALOGUES[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}

/** Whether there is a message by this name: for words that come from the service. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

export interface Language {
  readonly name: LanguageName;
  readonly locale: string;
  readonly choose: (name: LanguageName) => void;
  readonly t: Translate;
  /** The message by a composed name, or the service's own word where there is none. */
  readonly word: (group: string, word: string) => string;
  readonly amount: (amount: string) => string;
  readonly number: (value: number) => string;
  readonly share: (value: number | undefined) => string;
  readonly time: (instant: string) => string;
  /** To the second. */
  readonly exactTime: (instant: string) => string;
}

const LanguageContext = createContext<Language | undefined>(undefined);

export function useLanguage(): Language {
  const language = use(LanguageContext);
  if (language === undefined) throw new Error('A part of the page was shown outside of LanguageProvider.');
  return language;
}

export function LanguageProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [name, setName] = useState<LanguageName>(keptLanguage);
  useEffect(() => {
    document.documentElement.lang = LOCALES[name];
  }, [name]);
  const language = useMemo(
    () =>
      toLanguage(name, (chosen) => {
        window.localStorage.setItem(KEPT_AS, chosen);
        setName(chosen);
      }),
    [name],
  );
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function toLanguage(name: LanguageName, choose: (name: LanguageName) => void): Language {
  const locale = LOCALES[name];
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const number = new Intl.NumberFormat(locale);
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const exactTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const written = (format: Intl.DateTimeFormat, instant: string): string => {
    const at = new Date(instant);
    return Number.isNaN(at.getTime()) ? instant : format.format(at);
  };
  return {
    name,
    locale,
    choose,
    t: (key, parameters) => translate(name, key, parameters),
    word: (group, word) => {
      const key = `${group}.${word}`;
      return isMessageKey(key) ? translate(name, key) : word;
    },
    amount: (amount) => amountText(amount, locale),
    number: (value) => number.format(value),
    share: (value) => (value === undefined ? '–' : share.format(value)),
    time: (instant) => written(time, instant),
    exactTime: (instant) => written(exactTime, instant),
  };
}

function keptLanguage(): LanguageName {
  const kept = window.localStorage.getItem(KEPT_AS);
  if (kept === 'en' || kept === 'pt') return kept;
  return navigator.language.toLowerCase().startsWith('pt') ? 'pt' : 'en';
}
