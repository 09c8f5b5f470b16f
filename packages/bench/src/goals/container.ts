import 'reflect-metadata/lite';
import { coreModule, TOKENS } from '@paymux/core/inversify';
import { cryptomusModule } from '@paymux/cryptomus/inversify';
import { heleketModule } from '@paymux/heleket/inversify';
import { molamModule } from '@paymux/molam/inversify';
import { orchestrationModule, ORCHESTRATION_TOKENS } from '@paymux/orchestration/inversify';
import { Container, ContainerModule } from 'inversify';
import { type GoalContext, judged } from '../goal.js';
import { playRounds } from '../measuring/rounds.js';
import { repeated } from '../measuring/repeat.js';

const MERCHANT = { merchantId: '8b03432e-385b-4670-8d06-064591096795', paymentApiKey: 'a key that signs payments' };
/** With those of the system and of three accounts they are 60. */
const FURTHER_BINDINGS = 50;

/** What the container costs, which is paid once: that no call asks it anything is a test of `paymux`. */
export async function measure({ result, rounds, turnMs }: GoalContext): Promise<void> {
  const modules = [coreModule, orchestrationModule, ...accountModules(), furtherBindings()];
  const comparison = await playRounds(
    {
      build: repeated('build', turnMs, () => {
        const container = new Container({ defaultScope: 'Singleton' });
        container.load(...modules);
        return container;
      }),
      compose: repeated('build and compose', turnMs, () => {
        const container = new Container({ defaultScope: 'Singleton' });
        container.load(...modules);
        return [container.get(TOKENS.ProviderRegistry), container.get(ORCHESTRATION_TOKENS.WebhookIntake)];
      }),
    },
    { rounds },
  );
  const milliseconds = (side: 'build' | 'compose'): number => 1000 / comparison.figure(side, 'perSecond');
  result(
    judged({
      name: 'P9 build of a container with 60 bindings',
      ratio: milliseconds('build'),
      atMost: 1,
      ours: { name: 'container built', figure: milliseconds('build'), unit: 'ms' },
      note: `With three accounts connected and everything taken out, ${milliseconds('compose').toFixed(2)} ms. Calls ask the container nothing.`,
    }),
  );
}

function accountModules(): readonly ContainerModule[] {
  return [
    cryptomusModule(MERCHANT, 'cryptomus'),
    heleketModule(MERCHANT, 'heleket'),
    molamModule({ apiKey: 'sk_test_of_nobody' }, 'molam'),
  ];
}

/** What an application adds of its own. */
function furtherBindings(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    for (let index = 0; index < FURTHER_BINDINGS; index += 1) {
      bind(Symbol.for(`@paymux/bench/service ${String(index)}`))
        .toResolvedValue((clock: unknown) => ({ clock }), [TOKENS.Clock])
        .inSingletonScope();
    }
  });
}
