import type { CliCommand } from '../command.js';
import { defineWebhookList } from './webhook-list.js';
import { defineWebhookListen } from './webhook-listen.js';
import { defineWebhookReplay } from './webhook-replay.js';
import { defineWebhookSend } from './webhook-send.js';
import { defineWebhookSign } from './webhook-sign.js';
import { defineWebhookVerify } from './webhook-verify.js';

/** Commands on webhooks: proving, signing and sending them, and those that have arrived. */
export const webhookCommand: CliCommand = {
  name: 'webhook',
  define(program, host) {
    const webhook = program.command('webhook').description('verify, sign, send, receive and replay webhooks');
    defineWebhookVerify(webhook, host);
    defineWebhookSign(webhook, host);
    defineWebhookSend(webhook, host);
    defineWebhookListen(webhook, host);
    defineWebhookList(webhook, host);
    defineWebhookReplay(webhook, host);
  },
};
