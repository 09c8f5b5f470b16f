import type { ServerResponse } from 'node:http';
import { All, Controller, Inject, Next, Req, Res } from '@nestjs/common';
import type { Paymux } from 'paymux';
import { type NodeListener, type NodeRequest, nodeWebhooks } from 'paymux/node';
import { PAYMUX } from './paymux.module.js';
import { ShopService } from './shop.service.js';

/** Answers webhooks at `/webhooks/<account>`. The application is created with `rawBody: true`, which keeps their bytes. */
@Controller('webhooks')
export class WebhooksController {
  readonly #listener: NodeListener;

  constructor(@Inject(PAYMUX) paymux: Paymux, @Inject(ShopService) shop: ShopService) {
    this.#listener = nodeWebhooks(paymux.webhooks.handler({ on: (event) => shop.on(event) }));
  }

  @All(':account')
  receive(@Req() request: NodeRequest, @Res() response: ServerResponse, @Next() next: (error?: unknown) => void): void {
    this.#listener(request, response, next);
  }
}
