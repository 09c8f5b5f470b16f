import { type SubmitEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { FieldProblem, PayoutBody, PayoutCheck, PayoutSuggestion } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { useWrite } from '../../api/use-write.js';
import { withQuery } from '../../api/client.js';
import { useDraft } from '../../drafts/use-draft.js';
import { useLanguage } from '../../language/language.js';
import { useAddressQuery } from '../../navigation/use-query.js';
import { Button } from '../../parts/button.js';
import { Note } from '../../parts/note.js';
import { PageHead } from '../../parts/page-head.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useMay } from '../../session/use-session.js';
import { ClientSoFar } from './client-so-far.js';
import { ConfirmPayout } from './confirm-payout.js';
import { PayoutFields } from './payout-fields.js';
import { emptyForm, fieldOfPath, formProblems, newReference, prefilled, toBody } from './payout-form.js';
import { SuggestionPanel } from './suggestion-panel.js';

/** From a client to a payout, in two steps: what is meant, and what will happen, before anything does. */
export function NewPayout(): ReactNode {
  const { t } = useLanguage();
  const mayWrite = useMay('payouts:write');
  const [query] = useAddressQuery();
  const [start] = useState(() => ({
    ...emptyForm(newReference(new Date(), crypto.getRandomValues(new Uint8Array(8)))),
    client: query.get('client') ?? '',
  }));
  const [form, change, drop] = useDraft('new-payout', start);
  const [client, setClient] = useState(form.client);
  const [isTried, setIsTried] = useState(false);
  const [isIncomplete, setIsIncomplete] = useState(false);
  const fields = useRef<HTMLFormElement>(null);
  const [confirmed, setConfirmed] = useState<{ readonly body: PayoutBody; readonly check: PayoutCheck }>();
  const [objections, setObjections] = useState<readonly FieldProblem[]>([]);
  const suggestion = useAnswer<PayoutSuggestion>(
    'payout',
    client === '' ? undefined : withQuery('/v1/payouts/suggestion', { client }),
  ).data;
  const check = useWrite<PayoutBody, PayoutCheck>((body) => ({ path: '/v1/payouts/check', body }));

  useEffect(() => {
    if (suggestion !== undefined) change(prefilled(form, suggestion));
    // Only news fills anything in: what is taken out of the form afterwards stays out.
  }, [suggestion]);

  useEffect(() => {
    if (!isIncomplete) return;
    setIsIncomplete(false);
    fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [isIncomplete]);

  const problems = formProblems(form);
  const proceed = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setIsTried(true);
    setObjections([]);
    if (Object.keys(problems).length > 0) {
      setIsIncomplete(true);
      return;
    }
    const body = toBody(form, suggestion);
    const answer = await check.run(body);
    if (answer === undefined) return;
    setObjections(answer.problems);
    if (answer.problems.length === 0) setConfirmed({ body, check: answer });
  };
  const elsewhere = objections.filter(({ path }) => fieldOfPath(path) === undefined);

  return (
    <>
      <PageHead title={t('newPayout.title')} />
      {!mayWrite && <Note tone="wait" title={t('refusal.permission')} />}
      <form ref={fields} className="stack" noValidate onSubmit={(event) => void proceed(event)}>
        <PayoutFields
          form={form}
          change={(changes) => {
            setObjections([]);
            change(changes);
          }}
          problems={isTried ? problems : {}}
          objections={objections}
          onClient={() => setClient(form.client.trim())}
          isWalletKnown={suggestion?.profile !== undefined}
        >
          <SuggestionPanel suggestion={suggestion} change={change} />
        </PayoutFields>
        {isTried && Object.keys(problems).length > 0 && <Note tone="bad" title={t('newPayout.incomplete')} />}
        {elsewhere.length > 0 && (
          <Note tone="bad" title={t('newPayout.refused')}>
            <ul>
              {elsewhere.map(({ message, path }) => (
                <li key={path + message}>
                  <code>{path}</code> {message}
                </li>
              ))}
            </ul>
          </Note>
        )}
        <ProblemNote error={check.error} />
        <div className="row">
          <Button kind="main" type="submit" isBusy={check.isBusy} isDisabled={!mayWrite}>
            {t('newPayout.check')}
          </Button>
          <Button
            onClick={() => {
              drop();
              setClient('');
              setIsTried(false);
            }}
          >
            {t('newPayout.clear')}
          </Button>
          <span className="small quiet">{t('newPayout.nothingSent')}</span>
        </div>
      </form>
      {client !== '' && <ClientSoFar client={client} />}
      {confirmed !== undefined && (
        <ConfirmPayout {...confirmed} onClose={() => setConfirmed(undefined)} onDone={drop} />
      )}
    </>
  );
}
