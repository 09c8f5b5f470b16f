import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLanguage } from './language/language.js';
import { useLive } from './live/use-live.js';
import { Link } from './navigation/link.js';
import { matchPath } from './navigation/match-path.js';
import { usePlace } from './navigation/place.js';
import { MENU, PAGES } from './pages.js';
import { SignInAgain } from './pages/sign-in/sign-in-again.js';
import { Button } from './parts/button.js';
import { FailingPart } from './parts/failing-part.js';
import { PageHead } from './parts/page-head.js';
import { useSignOut } from './session/use-sign-out.js';
import { useSession } from './session/use-session.js';

/** The menu, the page that the address names, and what is said over all of them. */
export function Shell({ isExpired }: { readonly isExpired: boolean }): ReactNode {
  const { t } = useLanguage();
  const { path } = usePlace();
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const connection = useLive(!isExpired);
  const content = useRef<HTMLElement>(null);
  const shownBefore = useRef(path);

  useEffect(() => {
    if (shownBefore.current === path) return;
    shownBefore.current = path;
    setIsMenuOpen(false);
    // Whoever uses the keyboard or hears the page starts at the new page's title.
    content.current?.querySelector<HTMLElement>('h1')?.focus();
  }, [path]);

  return (
    <div className="shell" onKeyDown={({ key }) => key === 'Escape' && setIsMenuOpen(false)}>
      <a className="skip button" href="#content">
        {t('skip')}
      </a>
      <header className="narrow-bar">
        <Link to="/" className="brand">
          <Mark /> Paymux
        </Link>
        <button
          type="button"
          className="button small"
          aria-expanded={isMenuOpen}
          aria-controls="side"
          onClick={() => setIsMenuOpen(!isMenuOpen)}
        >
          {t('menu')}
        </button>
      </header>
      <Side isOpen={isMenuOpen} path={path} />
      <div className="content">
        <main id="content" ref={content} tabIndex={-1}>
          <FailingPart key={path}>
            <CurrentPage path={path} />
          </FailingPart>
        </main>
      </div>
      <p role="status" className={connection === 'reconnecting' ? 'connection' : 'only-heard'}>
        {connection === 'reconnecting' && t('live.reconnecting')}
      </p>
      {isExpired && <SignInAgain />}
    </div>
  );
}

function CurrentPage({ path }: { readonly path: string }): ReactNode {
  const { t } = useLanguage();
  for (const { pattern, show } of PAGES) {
    const named = matchPath(pattern, path);
    if (named !== undefined) return show(named);
  }
  return (
    <>
      <PageHead title={t('nowhere.title')} />
      <p>{t('nowhere')}</p>
      <p>
        <Link to="/">{t('nowhere.back')}</Link>
      </p>
    </>
  );
}

function Side({ isOpen, path }: { readonly isOpen: boolean; readonly path: string }): ReactNode {
  const { t } = useLanguage();
  const { permissions, person } = useSession();
  const signOut = useSignOut();
  return (
    <aside id="side" aria-label={t('menu.all')} className={isOpen ? 'side open' : 'side'}>
      <Link to="/" className="brand">
        <Mark /> Paymux
      </Link>
      <nav className="menu" aria-label={t('menu')}>
        {MENU.map(({ entries, title }) => (
          <div key={title}>
            <h2>{t(title)}</h2>
            <ul>
              {entries
                .filter(({ needs }) => needs === undefined || permissions.includes(needs))
                .map(({ label, to }) => (
                  <li key={to}>
                    <Link to={to} current={to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)}>
                      {t(label)}
                    </Link>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="who stack tight">
        <p>
          <strong>{person.name}</strong>
          <br />
          <span className="quiet">{t(`role.${person.role}`)}</span>
        </p>
        <div>
          <Button isSmall onClick={() => void signOut()}>
            {t('signOut')}
          </Button>
        </div>
      </div>
    </aside>
  );
}

function Mark(): ReactNode {
  return <img src={new URL('./style/mark.svg', import.meta.url).href} alt="" />;
}
