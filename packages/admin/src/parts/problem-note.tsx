import type { ReactNode } from 'react';
import { ApiError, NoAnswerError } from '../api/api-error.js';
import { isMessageKey, useLanguage } from '../language/language.js';
import { Link } from '../navigation/link.js';
import { Note } from './note.js';
import { pageOfRecord } from './page-of-record.js';

/** What went wrong, whether money may have moved because of it, and what to do. Nothing where there is no error. */
export function ProblemNote({ error }: { readonly error: unknown }): ReactNode {
  const { t } = useLanguage();
  if (error === undefined || error === null) return null;
  if (error instanceof NoAnswerError) {
    return (
      <Note tone="bad" title={t('problem.noAnswer.title')}>
        <p>{t('problem.noAnswer')}</p>
      </Note>
    );
  }
  if (!(error instanceof ApiError)) {
    return (
      <Note tone="bad" title={t('problem.unexpected.title')}>
        <p>{t('problem.unexpected')}</p>
      </Note>
    );
  }
  const { code, detail, follow, moneyMayHaveMoved, problems = [], requestId } = error.problem;
  const key = `problem.${code}`;
  const page = follow === undefined ? undefined : pageOfRecord(follow);
  return (
    <Note tone={moneyMayHaveMoved ? 'wait' : 'bad'} title={isMessageKey(key) ? t(key) : t('problem.refused')}>
      {detail !== '' && <p>{detail}</p>}
      {problems.length > 0 && (
        <ul>
          {problems.map(({ message, path }) => (
            <li key={`${path} ${message}`}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
      <p>{moneyMayHaveMoved ? t('problem.moneyMayHaveMoved') : t('problem.nothingMoved')}</p>
      {page !== undefined && <Link to={page}>{t('problem.follow')}</Link>}
      {requestId !== '' && (
        <p className="small quiet">
          {t('problem.requestId')} <code>{requestId}</code>
        </p>
      )}
    </Note>
  );
}
