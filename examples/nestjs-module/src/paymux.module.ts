import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { createPaymux, type Paymux, type PaymuxConfig } from 'paymux';

/** The name by which services ask for {@link Paymux}: `@Inject(PAYMUX) paymux: Paymux`. */
export const PAYMUX = Symbol('Paymux');

/** Paymux as a module: made once, injected wherever payments are made, closed with the application. */
@Module({})
export class PaymuxModule implements OnApplicationShutdown {
  readonly #paymux: Paymux;

  constructor(@Inject(PAYMUX) paymux: Paymux) {
    this.#paymux = paymux;
  }

  static forRoot(config: PaymuxConfig): DynamicModule {
    return {
      module: PaymuxModule,
      global: true,
      providers: [{ provide: PAYMUX, useFactory: () => createPaymux(config) }],
      exports: [PAYMUX],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#paymux.close();
  }
}
