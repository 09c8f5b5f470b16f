import { type DynamicModule, Module } from '@nestjs/common';
import type { PaymuxConfig } from 'paymux';
import { PaymuxModule } from './paymux.module.js';
import { ShopService } from './shop.service.js';
import { WebhooksController } from './webhooks.controller.js';

/** The whole application. */
@Module({})
export class AppModule {
  static with(config: PaymuxConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [PaymuxModule.forRoot(config)],
      controllers: [WebhooksController],
      providers: [ShopService],
    };
  }
}
