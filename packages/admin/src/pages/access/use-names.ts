import { useAnswer } from '../../api/use-answer.js';
import type { Page, Person } from '../../api/types.js';
import { useLanguage } from '../../language/language.js';
import { useSession } from '../../session/use-session.js';

/** What people are called, by their ids. What is nobody's id stays as it is. */
export function useNames(): (id: string) => string {
  const { t } = useLanguage();
  const { person } = useSession();
  const { data } = useAnswer<Page<Person>>('people', '/v1/people?limit=1000');
  return (id) => {
    if (id === person.id) return t('you', { name: person.name });
    if (id === 'worker') return t('worker');
    return data?.items.find((other) => other.id === id)?.name ?? id;
  };
}
