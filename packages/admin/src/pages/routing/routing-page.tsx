import { type SubmitEvent, type ReactNode, useState } from 'react';
import type { RouteExplanation, Routing } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { useWrite } from '../../api/use-write.js';
import { useDraft } from '../../drafts/use-draft.js';
import { amountFromTyping } from '../../language/amount-text.js';
import { useLanguage } from '../../language/language.js';
import { Button } from '../../parts/button.js';
import { Facts } from '../../parts/facts.js';
import { SelectField, TextField } from '../../parts/field.js';
import { Loading } from '../../parts/loading.js';
import { Note } from '../../parts/note.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Raw } from '../../parts/raw.js';
import { StateBadge } from '../../parts/state-badge.js';

/** Where payments and payouts go: the rules, what is hardly meant about them, and what they say to an example. */
export function RoutingPage(): ReactNode {
  const { t } = useLanguage();
  const { data, error } = useAnswer<Routing>('routing', '/v1/routing');
  return (
    <>
      <PageHead title={t('routing.title')} />
      <Explain />
      <ProblemNote error={error} />
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <Panel title={t('routing.rules')}>
          {data.findings.map(({ finding, kind, rule }) => (
            <Note key={`${rule} ${kind}`} tone="wait" title={`${rule}: ${t(`routing.finding.${kind}`)}`}>
              <p>{finding}</p>
            </Note>
          ))}
          {data.rules.length === 0 && <p>{t('routing.none')}</p>}
          <ol className="stack">
            {data.rules.map((rule) => (
              <li key={rule.id} className="stack tight">
                <h3>{rule.id}</h3>
                <Facts
                  facts={[
                    [
                      t('routing.accounts'),
                      rule.accounts
                        .map(({ account, weight }) => (weight === undefined ? account : `${account} (${weight})`))
                        .join(', '),
                    ],
                    [t('routing.fallback'), rule.fallback?.join(', ')],
                  ]}
                />
                {rule.when === undefined ? (
                  <p className="quiet">{t('routing.fitsAll')}</p>
                ) : (
                  <Raw of={rule.when} label={t('routing.when')} />
                )}
              </li>
            ))}
          </ol>
        </Panel>
      )}
    </>
  );
}

const START = {
  operation: 'payout',
  reference: 'example',
  amount: '',
  currency: 'USDT',
  network: '',
  country: '',
  tags: '',
  customer: '',
};

function Explain(): ReactNode {
  const { t } = useLanguage();
  const [form, change] = useDraft('explain', START);
  const [answer, setAnswer] = useState<RouteExplanation>();
  const { error, isBusy, run } = useWrite<object, RouteExplanation>((body) => ({ path: '/v1/routing/explain', body }));
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const tags = form.tags
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '');
    const { country, customer, network, operation, reference } = form;
    setAnswer(
      await run({
        operation,
        reference,
        amount: { amount: amountFromTyping(form.amount), currency: form.currency.trim().toUpperCase() },
        ...(network !== '' && { network }),
        ...(country !== '' && { country }),
        ...(customer !== '' && { customer }),
        ...(tags.length > 0 && { tags }),
      }),
    );
  };
  return (
    <Panel title={t('routing.explain')}>
      <p className="quiet">{t('routing.explain.what')}</p>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <div className="filters">
          <SelectField
            label={t('routing.operation')}
            value={form.operation}
            onChange={(operation) => change({ operation })}
            options={[
              { value: 'payout', label: t('payout.title') },
              { value: 'payment', label: t('routing.payment') },
            ]}
          />
          <TextField
            label={t('payout.amount')}
            inputMode="decimal"
            value={form.amount}
            onChange={(amount) => change({ amount })}
            isRequired
          />
          <TextField
            label={t('payout.currency')}
            value={form.currency}
            onChange={(currency) => change({ currency })}
            isRequired
          />
          <TextField label={t('payout.network')} value={form.network} onChange={(network) => change({ network })} />
          <TextField label={t('routing.country')} value={form.country} onChange={(country) => change({ country })} />
          <TextField label={t('routing.tags')} value={form.tags} onChange={(tags) => change({ tags })} />
          <TextField label={t('payout.client')} value={form.customer} onChange={(customer) => change({ customer })} />
          <TextField
            label={t('payout.reference')}
            value={form.reference}
            onChange={(reference) => change({ reference })}
            isRequired
          />
        </div>
        <ProblemNote error={error} />
        <div>
          <Button type="submit" kind="main" isBusy={isBusy}>
            {t('routing.explain.do')}
          </Button>
        </div>
      </form>
      {answer !== undefined && <Explained answer={answer} />}
    </Panel>
  );
}

function Explained({ answer }: { readonly answer: RouteExplanation }): ReactNode {
  const { share, t } = useLanguage();
  return (
    <div className="stack" role="status">
      <Note tone="good" title={t('routing.goesTo', { account: answer.account })}>
        <p>
          {t('routing.byRule', { rule: answer.rule })} {answer.because}
        </p>
        {answer.fallback.length > 0 && <p>{t('routing.then', { accounts: answer.fallback.join(', ') })}</p>}
      </Note>
      <h3>{t('routing.verdicts')}</h3>
      <ol className="stack tight">
        {answer.rules.map(({ because, rule, verdict }) => (
          <li key={rule}>
            <StateBadge state={verdict} /> <strong>{rule}</strong> <span className="quiet">{because.join('; ')}</span>
          </li>
        ))}
      </ol>
      <h3>{t('routing.accounts')}</h3>
      <ul className="stack tight">
        {answer.accounts.map((account) => (
          <li key={account.account}>
            <StateBadge state={account.state} /> {account.account} <span className="quiet">{share(account.share)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
