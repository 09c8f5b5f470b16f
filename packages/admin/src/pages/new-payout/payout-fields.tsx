import type { ReactNode } from 'react';
import { checkAddress } from '../../address/check-address.js';
import { networkFamily } from '../../address/network-family.js';
import type { Account, FieldProblem, Page } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { useLanguage } from '../../language/language.js';
import { SelectField, TextField, TickField } from '../../parts/field.js';
import { Panel } from '../../parts/panel.js';
import { addressProblem, fieldOfPath, type FormProblems, type PayoutForm } from './payout-form.js';

const CURRENCIES = ['USDT', 'USDC', 'BTC', 'ETH', 'TRX', 'TON', 'BNB', 'EUR', 'USD'];
const NETWORKS = ['tron', 'eth', 'bsc', 'polygon', 'arbitrum', 'btc', 'ton'];

export interface PayoutFieldsProps {
  readonly form: PayoutForm;
  readonly change: (changes: Partial<PayoutForm>) => void;
  readonly problems: FormProblems;
  readonly objections: readonly FieldProblem[];
  /** The client was typed to its end. */
  readonly onClient: () => void;
  readonly isWalletKnown: boolean;
  /** What is suggested, between whom it is for and what is paid. */
  readonly children: ReactNode;
}

/** The form itself: whom, what, where to, and the rest folded away. */
export function PayoutFields(props: PayoutFieldsProps): ReactNode {
  const { change, children, form, isWalletKnown, objections, onClient, problems } = props;
  const { t } = useLanguage();
  const accounts = useAnswer<Page<Account>>('accounts', '/v1/accounts').data?.items ?? [];
  const wrong = (field: keyof PayoutForm): string | undefined => {
    const own = problems[field];
    return own === undefined ? objections.find(({ path }) => fieldOfPath(path) === field)?.message : t(own);
  };
  const verdict = checkAddress(form.address.trim(), form.network);
  const isJudged = form.address.trim() !== '' && verdict !== 'unchecked';
  const verdictProblem = isJudged ? addressProblem(verdict) : undefined;
  return (
    <>
      <Panel title={t('newPayout.whom')}>
        <TextField
          label={t('payout.client')}
          hint={t('newPayout.client.hint')}
          value={form.client}
          onChange={(client) => change({ client })}
          onBlur={onClient}
          wrong={wrong('client')}
        />
        {children}
      </Panel>
      <Panel title={t('newPayout.what')}>
        <div className="columns">
          <TextField
            label={t('payout.amount')}
            inputMode="decimal"
            value={form.amount}
            onChange={(amount) => change({ amount })}
            wrong={wrong('amount')}
            isRequired
          />
          <TextField
            label={t('payout.currency')}
            value={form.currency}
            onChange={(currency) => change({ currency: currency.toUpperCase() })}
            suggestions={CURRENCIES}
            wrong={wrong('currency')}
            isRequired
          />
        </div>
        <div className="columns">
          <TextField
            label={t('payout.network')}
            hint={t('newPayout.network.hint')}
            value={form.network}
            onChange={(network) => change({ network })}
            suggestions={NETWORKS}
            wrong={wrong('network')}
          />
          <SelectField
            label={t('payout.feeFrom')}
            value={form.feeFrom}
            onChange={(feeFrom) => change({ feeFrom })}
            options={[
              { value: 'balance', label: t('feeFrom.balance') },
              { value: 'amount', label: t('feeFrom.amount') },
              { value: '', label: t('feeFrom.unsaid') },
            ]}
            wrong={wrong('feeFrom')}
          />
        </div>
        <TextField
          label={t('newPayout.address')}
          isExact
          value={form.address}
          onChange={(address) => change({ address })}
          wrong={verdictProblem === undefined ? wrong('address') : t(verdictProblem)}
          right={isJudged && verdictProblem === undefined ? t('address.fine') : undefined}
          hint={
            form.network !== '' && networkFamily(form.network) === undefined
              ? t('address.unchecked', { network: form.network })
              : t('newPayout.address.hint')
          }
          isRequired
        />
        <TextField
          label={t('payout.memo')}
          hint={t('newPayout.memo.hint')}
          isExact
          value={form.memo}
          onChange={(memo) => change({ memo })}
          wrong={wrong('memo')}
        />
        {!isWalletKnown && form.client !== '' && (
          <TickField
            label={t('newPayout.remember')}
            isTicked={form.remember}
            onChange={(remember) => change({ remember })}
          />
        )}
        {!isWalletKnown && form.client !== '' && form.remember && (
          <TextField
            label={t('newPayout.rememberAs')}
            value={form.rememberAs}
            onChange={(rememberAs) => change({ rememberAs })}
            wrong={wrong('rememberAs')}
            isRequired
          />
        )}
      </Panel>
      <details
        className="panel"
        open={
          [wrong('reference'), wrong('account'), wrong('sendAt'), wrong('description')].some(Boolean) ? true : undefined
        }
      >
        <summary>{t('newPayout.more')}</summary>
        <div className="stack">
          <TextField
            label={t('payout.reference')}
            hint={t('newPayout.reference.hint')}
            isExact
            value={form.reference}
            onChange={(reference) => change({ reference })}
            wrong={wrong('reference')}
            isRequired
          />
          <SelectField
            label={t('payout.account')}
            value={form.account}
            onChange={(account) => change({ account })}
            options={[
              { value: '', label: t('newPayout.account.routed') },
              ...accounts.map(({ id }) => ({ value: id, label: id })),
            ]}
            wrong={wrong('account')}
          />
          <TextField
            label={t('payout.description')}
            value={form.description}
            onChange={(description) => change({ description })}
            wrong={wrong('description')}
          />
          <TextField
            label={t('newPayout.sendAt')}
            hint={t('newPayout.sendAt.hint')}
            type="datetime-local"
            value={form.sendAt}
            onChange={(sendAt) => change({ sendAt })}
            wrong={wrong('sendAt')}
          />
          <TickField
            label={t('newPayout.needsApproval')}
            isTicked={form.needsApproval}
            onChange={(needsApproval) => change({ needsApproval })}
          />
        </div>
      </details>
    </>
  );
}
