import { Hono } from 'hono';
import { pageAnswer } from '../../control/page-shell.js';
import { controlApi } from '../control-api.js';
import type { Molam } from '../molam.js';
import type { MolamControl } from '../molam-control.js';
import { intentSnapshot } from '../snapshots.js';
import { overviewPart } from './overview-part.js';
import { payPart } from './pay-part.js';

/** The pages for people: the account at `/`, and what a customer sees behind `redirect_url`. */
export function molamPages(molam: Molam, control: MolamControl): Hono {
  const app = new Hono();
  const api = controlApi(molam, control);
  app.route('/_simulator', api);
  app.route('/__sim', api);

  app.get('/', (context) => pageAnswer(context.req.raw, 'Molam simulator', overviewPart(molam, control)));
  app.get('/pay/:id', (context) => {
    const intent = molam.state.intents.find(({ id }) => id === context.req.param('id'));
    if (intent === undefined) return context.notFound();
    return pageAnswer(context.req.raw, 'Pay with Molam', payPart(intentSnapshot(intent)));
  });
  return app;
}
