import { addMoney, multiplyMoney } from './money-arithmetic.js';
import { fromMinorUnits } from './minor-units.js';
import type { Money } from './money.js';

const fifteen: Money = { amount: '15.00', currency: 'USD' };

// @ts-expect-error - A number is no amount.
const asNumber: Money = { amount: 15, currency: 'USD' };

// @ts-expect-error - Nor is a bigint.
const asBigint: Money = { amount: 15n, currency: 'USD' };

// @ts-expect-error - An amount has a currency.
const withoutCurrency: Money = { amount: '15.00' };

// @ts-expect-error - A number is no amount as an argument either.
addMoney(fifteen, { amount: 0.1, currency: 'USD' });

// @ts-expect-error - Factors are decimal text.
multiplyMoney(fifteen, 0.1);

// @ts-expect-error - Minor units are whole: a number could carry a fraction.
fromMinorUnits(1500, 'USD');

// @ts-expect-error - Amounts are not changed in place.
fifteen.amount = '16.00';

export { asBigint, asNumber, fifteen, withoutCurrency };
