import { randomBytes } from 'node:crypto';

/** Markup that is safe to send. Made by {@link html} only. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What may stand in a {@link html} template: markup stays, everything else is escaped. */
export type HtmlPart = Html | readonly HtmlPart[] | string | number | undefined;

/** Markup from a template. Values are escaped, in text and in quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  return new Html(strings.map((text, index) => text + (index < values.length ? markupOf(values[index]) : '')).join(''));
}

function markupOf(value: HtmlPart): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map((part) => markupOf(part)).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A button that makes a call to the control interface. */
export function actionButton(label: string, call: string, body: object, kind: 'plain' | 'main' = 'plain'): Html {
  return html`<button class="${kind}" data-call="${call}" data-body="${JSON.stringify(body)}">${label}</button>`;
}

/**
 * A page around a part that renews itself. The part is asked for again with
 * `?part=1`, and only that part is answered then.
 */
export function pageAnswer(request: Request, title: string, part: Html): Response {
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  if (new URL(request.url).searchParams.has('part')) {
    return new Response(part.markup, { headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } });
  }
  const nonce = randomBytes(16).toString('base64');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style nonce="${nonce}">${new Html(STYLE)}</style>
</head>
<body>
<main id="live">${part}</main>
<p id="problem" role="alert" hidden></p>
<script nonce="${nonce}">${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return new Response(page.markup, {
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [
        "default-src 'none'",
        `style-src 'nonce-${nonce}'`,
        `script-src 'nonce-${nonce}'`,
        'img-src data:',
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    },
  });
}

const STYLE = `
:root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --ink: #16181d; --soft: #5b6270; --line: #dfe3ea; --main: #1f5eff; --good: #0a7a3d; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ground: #111318; --card: #1a1d24; --ink: #eceef2; --soft: #9aa3b2; --line: #2b303a; --main: #7aa2ff; --good: #5fd08d; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: .5rem 0; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
article { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .75rem 1rem; margin: .5rem 0; }
article > div { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; }
strong, code { overflow-wrap: anywhere; } code { font-size: .85rem; color: var(--soft); }
.soft { color: var(--soft); } .status { margin-left: auto; font-weight: 600; } .good { color: var(--good); } .bad { color: var(--bad); }
.sum { font-size: 1.6rem; font-weight: 600; }
button, select, input { font: inherit; min-height: 2.5rem; padding: .3rem .8rem; border-radius: .4rem; border: 1px solid var(--line); background: var(--ground); color: var(--ink); }
button { cursor: pointer; } button.main { background: var(--main); border-color: var(--main); color: var(--card); }
button:focus-visible, select:focus-visible, input:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
img { width: 11rem; max-width: 100%; background: #fff; border-radius: .4rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem; }
#problem { position: fixed; inset: auto 1rem 1rem; margin: 0 auto; max-width: 40rem; padding: .75rem 1rem; border-radius: .4rem; background: var(--bad); color: var(--card); }
`;

const SCRIPT = `
const live = document.getElementById('live');
const problem = document.getElementById('problem');
let shown = live.innerHTML;
async function refresh() {
  const typing = document.activeElement && document.activeElement.matches('#live input, #live select');
  if (document.hidden || typing) return;
  const answer = await fetch(location.pathname + '?part=1');
  const part = await answer.text();
  if (answer.ok && part !== shown) { live.innerHTML = part; shown = part; }
}
async function call(name, body) {
  const answer = await fetch('/_simulator/' + name, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  problem.hidden = answer.ok;
  if (!answer.ok) problem.textContent = (await answer.json()).error;
  if (document.activeElement) document.activeElement.blur();
  await refresh();
}
live.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-call]');
  if (button) call(button.dataset.call, JSON.parse(button.dataset.body));
});
live.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  const body = JSON.parse(form.dataset.body);
  for (const [name, value] of new FormData(form)) {
    if (name === 'choice') Object.assign(body, JSON.parse(value)); else body[name] = value;
  }
  call(form.dataset.call, body);
});
setInterval(() => { refresh().catch(() => {}); }, 1500);
`;
