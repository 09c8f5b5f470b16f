import { type ReactNode, useState } from 'react';
import type { Payout, PayoutBody, PayoutCheck } from '../../api/types.js';
import { useWrite } from '../../api/use-write.js';
import { useLanguage } from '../../language/language.js';
import { Link } from '../../navigation/link.js';
import { go } from '../../navigation/place.js';
import { Address } from '../../parts/address.js';
import { Amount } from '../../parts/amount.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Facts } from '../../parts/facts.js';
import { TickField } from '../../parts/field.js';
import { Note } from '../../parts/note.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { destinationText } from '../payout/destination-text.js';

/** Says what will happen to which amount, and does it once it was read. Pressing twice, or again after an error, pays once. */
export function ConfirmPayout({
  body,
  check,
  onClose,
  onDone,
}: {
  readonly body: PayoutBody;
  readonly check: PayoutCheck;
  readonly onClose: () => void;
  readonly onDone: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const [isCompared, setIsCompared] = useState(false);
  const [isKnownTwice, setIsKnownTwice] = useState(false);
  const { error, isBusy, run } = useWrite<PayoutBody, Payout>(
    (request) => ({ path: '/v1/payouts', body: request }),
    ['payouts', 'payout', 'figures'],
  );
  const { amount, client, destination, memo, network } = body;
  const { approval, duplicateOf, fee, route } = check;
  const account = body.account ?? route?.account;
  const quotes = (fee?.quotes ?? []).filter((quote) => account === undefined || quote.account === account);
  const isLater = body.sendAt !== undefined;
  const isWaiting = (approval?.needs.length ?? 0) > 0;

  const send = async (): Promise<void> => {
    const payout = await run(body);
    if (payout === undefined) return;
    onDone();
    go(`/payouts/${encodeURIComponent(payout.id)}`);
  };

  return (
    <Dialog title={t('confirm.title')} onClose={isBusy ? undefined : onClose}>
      <div className="recap">
        <p className="big-amount">
          <Amount of={amount} />
        </p>
        <Facts
          facts={[
            [t('confirm.asset'), amount.currency],
            [t('payout.network'), network ?? t('confirm.noNetwork')],
            [t('payout.to'), <Address key="to" of={destinationText(destination)} />],
            [t('payout.memo'), memo],
            [t('payout.client'), client],
            [t('payout.account'), account],
            [t('payout.sendAt'), isLater ? <When at={body.sendAt} /> : undefined],
            [
              t('confirm.fee'),
              quotes.length === 0
                ? t('confirm.feeUnknown')
                : quotes.map((quote) => (
                    <span key={quote.account + quote.fee.amount}>
                      <Amount of={quote.fee} /> {t(`quote.${quote.source}`)}{' '}
                    </span>
                  )),
            ],
            [t('payout.feeFrom'), body.feeFrom === undefined ? undefined : t(`feeFrom.${body.feeFrom}`)],
          ]}
        />
      </div>
      {duplicateOf !== undefined && (
        <Note tone="wait" title={t('confirm.duplicate')}>
          <p>
            <Link to={`/payouts/${encodeURIComponent(duplicateOf.id)}`}>{duplicateOf.reference}</Link>{' '}
            <Amount of={duplicateOf.terms.amount} /> <StateBadge state={duplicateOf.state} />
          </p>
          <TickField label={t('confirm.duplicate.known')} isTicked={isKnownTwice} onChange={setIsKnownTwice} />
        </Note>
      )}
      <p>{isWaiting ? t('confirm.waits') : isLater ? t('confirm.later') : t('confirm.atOnce')}</p>
      <TickField label={t('confirm.compared')} isTicked={isCompared} onChange={setIsCompared} />
      {isBusy && (
        <p className="waiting" role="status">
          {t('confirm.busy')}
        </p>
      )}
      <ProblemNote error={error} />
      <div className="actions">
        <Button isDisabled={isBusy} onClick={onClose}>
          {t('confirm.change')}
        </Button>
        <Button
          kind="main"
          isBusy={isBusy}
          isDisabled={!isCompared || (duplicateOf !== undefined && !isKnownTwice)}
          onClick={() => void send()}
        >
          {isWaiting ? t('confirm.ask') : t('confirm.do')}
        </Button>
      </div>
    </Dialog>
  );
}
