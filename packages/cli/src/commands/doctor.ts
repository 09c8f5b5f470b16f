import { colours } from '../output/colours.js';
import { type CliCommand, type CommandHost, CommandFailedError, misused } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import type { Check, Examination, Found, Problem } from '../doctor/check.js';
import { EXIT_CODE } from '../exit-code.js';
import { explainError } from '../explain-error.js';
import type { SystemOptions } from '../open-system.js';
import { parseUrl } from '../option-parsers.js';
import { examples } from '../output/example-help.js';

interface DoctorOptions extends SystemOptions {
  readonly online?: boolean | undefined;
  readonly probe?: string | undefined;
  readonly account?: string | undefined;
  readonly json?: boolean | undefined;
}

/** A problem, and the check that found it. */
interface Finding extends Problem {
  readonly check: string;
}

/** Where an account sends its requests, if that is known here. */
interface AccountAddress {
  readonly account: string;
  readonly provider: string;
  readonly address: string | undefined;
}

const PROBE = { name: 'probe', good: 'the endpoint takes what is genuine and refuses what is not' };

/** `paymux doctor`: looks at everything that has to be in order, and says what mends what is not. */
export const doctorCommand: CliCommand = {
  name: 'doctor',
  define(program, host) {
    program
      .command('doctor')
      .description('look at configuration, secrets, store, clock and webhooks, and say what mends what is not in order')
      .option('--online', 'ask the providers as well, by calls that only read')
      .option(
        '--probe <url>',
        'deliver three signed webhooks to an endpoint of yours, and judge it by its answers',
        parseUrl,
      )
      .option('--account <id>', 'whose webhooks the probe delivers; the first account where nothing is said')
      .option(...CONFIG_OPTION)
      .option(...STORE_OPTION)
      .option('--json', 'print one JSON object: accounts, checks, skipped, warnings and findings')
      .addHelpText(
        'after',
        examples(
          [
            'paymux doctor',
            'PAYMUX_PROFILE=production paymux doctor --online',
            'paymux doctor --probe http://127.0.0.1:3000/webhooks/main --account main',
          ],
          'Changes nothing. Without --online it asks nobody but this machine and the store.\n' +
            'Exit code 6 means that something is not in order; what is skipped or a warning leaves it at 0.',
        ),
      )
      .action((options: DoctorOptions) => diagnose(options, host));
  },
};

async function diagnose(options: DoctorOptions, host: CommandHost): Promise<void> {
  const { json = false } = options;
  const [{ examine }, { CHECKS }, { addressOf }] = await Promise.all([
    import('../doctor/examine.js'),
    import('../doctor/checks.js'),
    import('../doctor/provider-address.js'),
  ]);
  const findings: Finding[] = [];
  const warnings: Finding[] = [];
  const skipped: { readonly check: string; readonly reason: string }[] = [];
  const checks: string[] = [];
  const print = (text: string): void => {
    if (!json) host.stdout.write(`${text}\n`);
  };
  const tell = ({ good, isWarning = false, name }: Pick<Check, 'good' | 'isWarning' | 'name'>, found: Found): void => {
    checks.push(name);
    if ('skipped' in found) {
      skipped.push({ check: name, reason: found.skipped });
      print(`${colours.dim('skipped')}  whether ${good}: ${found.skipped}`);
      return;
    }
    (isWarning ? warnings : findings).push(...found.map((problem) => ({ check: name, ...problem })));
    if (found.length === 0) print(`${colours.green('ok')}       ${good}`);
    const word = isWarning ? colours.yellow('warning') : `${colours.red('wrong')}  `;
    for (const { fix, what } of found) print(`${word}  ${name}: ${what}\n         ${fix}`);
  };
  let examination: Awaited<ReturnType<typeof examine>> | undefined;
  let accounts: readonly AccountAddress[] = [];
  try {
    examination = await examine(host, options);
    accounts = examination.accounts.map((account) => ({
      account: account.id,
      provider: account.provider,
      address: addressOf(account),
    }));
    for (const { account, address = 'where its provider says', provider } of accounts)
      print(`account  ${account} sends to ${address} (${provider})`);
    for (const check of CHECKS) tell(check, await foundBy(check, examination));
    if (options.probe !== undefined) tell(PROBE, await probed(options.probe, options.account, examination));
  } catch (error) {
    if (examination !== undefined) throw error;
    const { message } = await explainError(error);
    const what = message.split('\n', 1)[0] ?? message;
    tell({ name: 'configuration', good: '' }, [{ what, fix: 'Mend it, or run "paymux init".' }]);
  } finally {
    await examination?.close();
  }
  if (json) host.stdout.write(`${JSON.stringify({ accounts, checks, skipped, warnings, findings })}\n`);
  if (findings.length === 0) return;
  const counted = findings.length === 1 ? '1 thing is' : `${String(findings.length)} things are`;
  throw new CommandFailedError(`${counted} not in order.`, { exitCode: EXIT_CODE.problems });
}

/** A check that cannot look is a finding as well: nobody knows what it would have found. */
async function foundBy(check: Check, examination: Examination): Promise<Found> {
  try {
    return await check.run(examination);
  } catch (error) {
    const kind = error instanceof Error ? error.name : 'an error';
    return [{ what: `It could not be looked at (${kind}).`, fix: 'Mend what else is wrong, and look again.' }];
  }
}

async function probed(
  url: string,
  account: string | undefined,
  { accounts, now }: Examination,
): Promise<readonly Problem[]> {
  const settings = account === undefined ? accounts[0] : accounts.find(({ id }) => id === account);
  if (settings === undefined) throw misused(`No account "${account ?? ''}" is configured.`);
  const { probeEndpoint } = await import('../doctor/probe-endpoint.js');
  return probeEndpoint(url, settings, now);
}
