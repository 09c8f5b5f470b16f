import type { RouteExplanation } from '@paymux/orchestration';
import { type Command, Option } from 'commander';
import type { CliCommand, CommandHost } from '../command.js';
import { misused } from '../command.js';
import { CONFIG_OPTION, loadConfig } from '../config/load-config.js';
import { parseAmount } from '../option-parsers.js';
import { examples } from '../output/example-help.js';
import { factList, textTable } from '../output/text-table.js';

interface ExplainOptions {
  readonly operation: 'payment' | 'payout';
  readonly amount: string;
  readonly currency: string;
  readonly reference: string;
  readonly network?: string | undefined;
  readonly country?: string | undefined;
  readonly customer?: string | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Commands on the choice of accounts. */
export const routeCommand: CliCommand = {
  name: 'route',
  define(program, host) {
    defineExplain(program.command('route').description('look at how accounts are chosen'), host);
  },
};

function defineExplain(route: Command, host: CommandHost): void {
  route
    .command('explain')
    .description('say which account a payment or payout would go to, and why; opens no store and sends nothing')
    .requiredOption('--amount <decimal>', 'how much, in major units', parseAmount)
    .requiredOption('--currency <code>', 'of what')
    .addOption(new Option('--operation <name>', 'what is routed').choices(['payment', 'payout']).default('payout'))
    .option('--reference <text>', 'decides among the accounts of one rule', 'example')
    .option('--network <name>', 'the network of the asset')
    .option('--country <code>', 'where it goes, or comes from')
    .option('--customer <id>', 'whom it is for, or from')
    .option('--tag <name...>', 'what it is marked with')
    .option(...CONFIG_OPTION)
    .option('--json', 'print the explanation as one JSON object')
    .addHelpText(
      'after',
      examples(['paymux route explain --amount 250 --currency USDT --network tron --reference salary-2026-11-maria']),
    )
    .action(async (options: ExplainOptions) => {
      const { amount, country, currency, customer, json = false, network, operation, reference, tag } = options;
      const { config } = await loadConfig(host, options.config);
      const [{ HealthMonitor, Router }, { systemClock: clock }] = await Promise.all([
        import('@paymux/orchestration'),
        import('@paymux/core'),
      ]);
      const accounts = config.accounts.map(({ id }) => id);
      const defaultAccount = config.defaultAccount ?? accounts[0];
      if (defaultAccount === undefined) throw misused('The configuration has no accounts.');
      const health = new HealthMonitor({ clock, policy: config.routing?.health });
      const router = new Router({ rules: config.routing?.rules ?? [], accounts, defaultAccount, clock, health });
      const query = { operation, reference, amount: { amount, currency }, network, country, customer, tags: tag };
      const explanation = router.explain(query);
      const findings = router.analyse();
      if (json) host.stdout.write(`${JSON.stringify({ ...explanation, findings })}\n`);
      else {
        host.stdout.write(described(explanation));
        for (const { finding, kind, rule } of findings) host.stderr.write(`Rule ${rule} is ${kind}: ${finding}.\n`);
      }
    });
}

function described({ account, accounts, because, fallback, rules }: RouteExplanation): string {
  const share = new Map(accounts.map(({ account: id, share: part }) => [id, part]));
  return [
    factList([
      ['account', account],
      ['because', because],
      ['then', fallback.length === 0 ? undefined : fallback.join(', ')],
    ]),
    textTable(
      ['rule', 'verdict', 'because'],
      rules.map((rule) => [rule.rule, rule.verdict, rule.because.join('; ')]),
    ),
    textTable(
      ['account', 'share', 'health'],
      accounts.map(({ account: id, state }) => [id, `${((share.get(id) ?? 0) * 100).toFixed(0)} %`, state]),
    ),
  ].join('\n');
}
