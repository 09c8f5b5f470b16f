import { type ReactNode, useState } from 'react';
import { type LanguageName, useLanguage } from '../../language/language.js';
import { keptTheme, showTheme, type Theme } from '../../language/theme.js';
import { Choices } from '../../parts/choices.js';
import { Facts } from '../../parts/facts.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { When } from '../../parts/when.js';
import { useSession } from '../../session/use-session.js';

/** How the page looks and speaks in this browser, and who is signed in. */
export function Settings(): ReactNode {
  const { choose, name, t } = useLanguage();
  const { expiresAt, permissions, person } = useSession();
  const [theme, setTheme] = useState<Theme>(keptTheme);
  return (
    <>
      <PageHead title={t('settings.title')} />
      <Panel title={t('settings.look')}>
        <Choices
          isSingle
          label={t('settings.language')}
          options={[
            { value: 'en', label: 'English' },
            { value: 'pt', label: 'Português' },
          ]}
          chosen={[name]}
          onChange={([chosen]) => choose(chosen as LanguageName)}
        />
        <Choices
          isSingle
          label={t('settings.theme')}
          options={(['auto', 'light', 'dark'] as const).map((each) => ({ value: each, label: t(`theme.${each}`) }))}
          chosen={[theme]}
          onChange={([chosen]) => {
            showTheme(chosen as Theme);
            setTheme(chosen as Theme);
          }}
        />
      </Panel>
      <Panel title={t('settings.you')}>
        <Facts
          facts={[
            [t('person.name'), person.name],
            [t('signIn.email'), person.email],
            [t('person.role'), t(`role.${person.role}`)],
            [
              t('settings.permissions'),
              <span key="may" className="exact">
                {permissions.join(', ')}
              </span>,
            ],
            [t('settings.expiresAt'), <When key="at" at={expiresAt} />],
          ]}
        />
      </Panel>
    </>
  );
}
