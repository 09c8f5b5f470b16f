import type { Clock, Logger, ProviderRegistry } from '@paymux/core';
import { TOKENS } from '@paymux/core/inversify';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import type { WebhookInbox } from './ports/webhook-inbox.js';
import { InMemoryWebhookInbox } from './webhook/in-memory-webhook-inbox.js';
import { WebhookIntake } from './webhook/webhook-intake.js';

function token<Service>(name: string): ServiceIdentifier<Service> {
  return Symbol.for(`@paymux/orchestration/${name}`);
}

/** Names of this package's services in a container. */
export const ORCHESTRATION_TOKENS: {
  readonly WebhookInbox: ServiceIdentifier<WebhookInbox>;
  readonly WebhookIntake: ServiceIdentifier<WebhookIntake>;
} = {
  WebhookInbox: token<WebhookInbox>('WebhookInbox'),
  WebhookIntake: token<WebhookIntake>('WebhookIntake'),
};

/** Binds the webhook intake, on an inbox in memory. Rebind the inbox to put a durable one in its place. */
export const orchestrationModule: ContainerModule = new ContainerModule(({ bind }) => {
  bind(ORCHESTRATION_TOKENS.WebhookInbox)
    .toResolvedValue(() => new InMemoryWebhookInbox())
    .inSingletonScope();
  bind(ORCHESTRATION_TOKENS.WebhookIntake)
    .toResolvedValue(
      (providers: ProviderRegistry, inbox: WebhookInbox, clock: Clock, logger: Logger) =>
        new WebhookIntake({ providers, inbox, clock, logger: logger.child('webhooks') }),
      [TOKENS.ProviderRegistry, ORCHESTRATION_TOKENS.WebhookInbox, TOKENS.Clock, TOKENS.Logger],
    )
    .inSingletonScope();
});
