import type { FigureQuery, FigureReport, Figures, Tally } from '@paymux/orchestration';
import { Option } from 'commander';
import type { CliCommand } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { type SystemOptions, withStore } from '../open-system.js';
import { parseInstant } from '../option-parsers.js';
import { examples } from '../output/example-help.js';
import { factList, textTable } from '../output/text-table.js';

interface FigureOptions extends SystemOptions {
  readonly of: 'payouts' | 'payments' | 'webhooks';
  readonly from?: Date | undefined;
  readonly before?: Date | undefined;
  readonly account?: string | undefined;
  readonly client?: string | undefined;
  readonly currency?: string | undefined;
  readonly per?: FigureQuery['per'];
  readonly timeZone?: string | undefined;
  readonly json?: boolean | undefined;
}

const WEEK_MS = 7 * 86_400_000;

/** `paymux figures`: counts, sums, rates and times. */
export const figuresCommand: CliCommand = {
  name: 'figures',
  define(program, host) {
    program
      .command('figures')
      .description('counts, volumes, rates and times of what was requested in a period')
      .addOption(
        new Option('--of <what>', 'what is counted').choices(['payouts', 'payments', 'webhooks']).default('payouts'),
      )
      .option('--from <instant>', 'the beginning (default: a week before the end)', parseInstant)
      .option('--before <instant>', 'the end, which does not belong to it (default: now)', parseInstant)
      .option('--account <id>', 'of this account alone')
      .option('--client <id>', 'of this client alone')
      .option('--currency <code>', 'in this asset alone')
      .addOption(new Option('--per <length>', 'of each').choices(['day', 'week', 'month']))
      .option('--time-zone <name>', 'whose calendar, such as Europe/Berlin (default: UTC)')
      .option(...CONFIG_OPTION)
      .option(...STORE_OPTION)
      .option('--json', 'print the report as one JSON object')
      .addHelpText(
        'after',
        examples([
          'paymux figures',
          'paymux figures --of payments --from 2026-11-01 --before 2026-12-01 --per week --json',
        ]),
      )
      .action((options: FigureOptions) =>
        withStore(host, options, async (store) => {
          const [{ Figures: FiguresOf }, { systemClock }] = await Promise.all([
            import('@paymux/orchestration'),
            import('@paymux/core'),
          ]);
          const { before = systemClock.now(), of } = options;
          const query = { ...options, before, from: options.from ?? new Date(before.getTime() - WEEK_MS) };
          const text = await written(new FiguresOf({ store }), of, query, options.json === true);
          host.stdout.write(text);
        }),
      );
  },
};

async function written(
  figures: Figures,
  of: FigureOptions['of'],
  { account, before, client, currency, from, per, timeZone }: FigureQuery,
  json: boolean,
): Promise<string> {
  if (of === 'webhooks') {
    const report = await figures.webhooks({ account, before, from });
    if (json) return `${JSON.stringify(report)}\n`;
    const refusals = report.refusals.map(({ account: whose, count, reason }) => [whose, reason, String(count)]);
    return textTable(['account', 'refused because', 'deliveries'], refusals);
  }
  const query = { account, before, client, currency, from, per, timeZone };
  const report = await figures[of](query);
  return json ? `${JSON.stringify(report)}\n` : described(report);
}

function described(report: FigureReport): string {
  const row = (name: string, tally: Tally): readonly string[] => [
    name,
    String(tally.count),
    tally.volume.map(({ amount, currency }) => `${amount} ${currency}`).join(', '),
    percent(tally.confirmationRate),
    percent(tally.pendingRate),
    percent(tally.failureRate),
  ];
  return [
    factList([
      ['from', report.from.toISOString()],
      ['before', report.before.toISOString()],
    ]),
    textTable(
      [report.per, 'count', 'volume', 'confirmed', 'pending', 'failed'],
      [...report.periods.map((period) => row(period.period, period)), row('all', report.total)],
    ),
    textTable(
      ['account', 'count', 'volume', 'confirmed', 'pending', 'failed'],
      report.byAccount.map((tally) => row(tally.account, tally)),
    ),
  ].join('\n');
}

function percent(share: number | undefined): string {
  return share === undefined ? '' : `${(share * 100).toFixed(1)} %`;
}
