import type { ReactNode } from 'react';
import type { Money, PayoutSuggestion } from '../../api/types.js';
import { useLanguage } from '../../language/language.js';
import { Address } from '../../parts/address.js';
import { Amount } from '../../parts/amount.js';
import { Button } from '../../parts/button.js';
import { Note } from '../../parts/note.js';
import { When } from '../../parts/when.js';
import type { PayoutForm } from './payout-form.js';

/** What is known of a client: the saved wallet, else the last payout's, and amounts to take over. */
export function SuggestionPanel({
  suggestion,
  change,
}: {
  readonly suggestion: PayoutSuggestion | undefined;
  readonly change: (changes: Partial<PayoutForm>) => void;
}): ReactNode {
  const { t } = useLanguage();
  if (suggestion === undefined) return null;
  const { amount, currency, destination, lastPayout, memo, network, profile } = suggestion;
  if (destination?.type !== 'crypto_address') return <p className="quiet">{t('suggestion.nothing')}</p>;
  const take = (money: Money): void => change({ amount: money.amount, currency: money.currency });
  return (
    <Note
      tone="calm"
      title={profile === undefined ? t('suggestion.last') : t('suggestion.saved', { name: profile.displayName })}
    >
      <p>
        {currency} {network} <Address of={destination.address} />
      </p>
      <div className="row">
        <Button
          isSmall
          onClick={() =>
            change({
              address: destination.address,
              network: network ?? '',
              memo: memo ?? '',
              ...(currency !== undefined && { currency }),
            })
          }
        >
          {t('suggestion.useWallet')}
        </Button>
        {amount !== undefined && (
          <Button isSmall onClick={() => take(amount)}>
            {t('suggestion.useAmount')} <Amount of={amount} />
          </Button>
        )}
        {lastPayout !== undefined && (
          <Button isSmall onClick={() => take(lastPayout.terms.amount)}>
            {t('suggestion.useLast')} <Amount of={lastPayout.terms.amount} />
          </Button>
        )}
      </div>
      {lastPayout !== undefined && (
        <p className="small">
          {t('suggestion.lastAt')} <When at={lastPayout.requestedAt} />
        </p>
      )}
    </Note>
  );
}
