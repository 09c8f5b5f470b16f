import * as z from 'zod';
import { problemSchema } from './problem-schema.js';
import type { AnyRawRoute, AnyRoute, RouteBase } from './route.js';

/** A description of the interface, as OpenAPI 3.1 has it. Plain JSON. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

const PROBLEM: Json = { $ref: '#/components/schemas/Problem' };

/** What each status of a problem means, in the order of their numbers. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'Bad or unsupported: nothing was done. `problems` names everything that is wrong.',
  401: 'Nobody is signed in, or the token is not valid.',
  403: 'Not allowed.',
  404: 'Not there.',
  408: 'The body came too slowly.',
  409: 'In conflict with what there is: nothing was done.',
  413: 'The body is too large.',
  415: 'The body is of another media type.',
  422: 'The provider said no: no money moved.',
  429: 'Too many requests. `Retry-After` says when to come back.',
  500: 'Something nobody foresaw. Look up what was asked for.',
  503: 'Not done, through no fault of the request. `Retry-After` says when to come back.',
};

const DESCRIPTION = `Amounts are decimal text in major units, instants ISO 8601 in UTC. Lists answer \`{ items, next }\`; \`next\` is the \`cursor\` of the next page.

Programs send \`Authorization: Bearer pmx_…\`; pages have a session, and send \`X-Paymux-CSRF\` with every write. Every write takes an \`Idempotency-Key\`: the same request under the same key has the same answer and one effect.

Errors are \`application/problem+json\`. \`outcome\` says what the provider did: \`not_sent\` nothing, \`rejected\` it said no, \`unknown\` perhaps something; then \`follow\` is where to look.`;

/** Describes routes from the schemas by which they check requests. */
export function openApiDocument(routes: readonly (AnyRoute | AnyRawRoute)[], version: string): OpenApiDocument {
  const schemas: Record<string, Json> = {};
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    if (route.path.endsWith('/*')) continue;
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = 'raw' in route ? rawOperation(route, schemas) : operation(route, schemas);
  }
  schemaOf(problemSchema, 'output', schemas);
  return {
    openapi: '3.1.0',
    info: { title: 'Paymux', version, description: DESCRIPTION },
    paths,
    components: {
      responses: Object.fromEntries(
        Object.entries(REFUSALS).map(([code, says]) => [`Refused${code}`, asProblem(says)]),
      ),
      parameters: { IdempotencyKey: IDEMPOTENCY_KEY },
      schemas: Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => (one < other ? -1 : 1))),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'paymux_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(route: AnyRoute, schemas: Record<string, Json>): Json {
  const { body, method, otherResponses = {}, params, query, response, status = 200 } = route;
  const isKeyed = method !== 'GET' && route.idempotency !== 'none';
  const usual = Object.entries({ [status]: response, ...otherResponses }).map(([code, schema]) => {
    const described = { description: statusSays(Number(code)) };
    if (Number(code) === 204) return [code, described] as const;
    const answer = { schema: schemaOf(schema, 'output', schemas) };
    return [code, { ...described, content: { 'application/json': answer } }] as const;
  });
  const answers = new Map<string, Json>(usual);
  for (const code of problemsOf(route)) {
    const before = answers.get(String(code));
    answers.set(String(code), before === undefined ? problemAnswer(code) : withProblem(before));
  }
  return {
    ...common(route),
    ...parameters([
      ...named(params, 'path', schemas),
      ...named(query, 'query', schemas),
      ...(isKeyed ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ]),
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input', schemas) } } },
    }),
    responses: Object.fromEntries([...answers].sort(([one], [other]) => Number(one) - Number(other))),
  };
}

function rawOperation(route: AnyRawRoute, schemas: Record<string, Json>): Json {
  const { answers, body, isKeyed = false, params, query } = route.documentation ?? { answers: {} };
  const told = Object.entries(answers).map(([code, { says, schema, type = 'application/json' }]) => {
    const content = schema === undefined ? {} : { schema: schemaOf(schema, 'output', schemas) };
    return [code, { description: says, ...(code !== '204' && { content: { [type]: content } }) }] as const;
  });
  const isPublic = route.permission === 'public';
  const own = isPublic ? [] : [400, 401, 403, 429, 500, 503];
  const ofParams = isPublic || params === undefined ? [] : [404];
  const ofBody = isPublic || body === undefined ? [] : [408, 409, 413, 415];
  const refused = [...own, ...ofParams, ...ofBody].filter((code) => !(code in answers));
  const all: readonly (readonly [string, Json])[] = [
    ...told,
    ...refused.map((code) => [String(code), problemAnswer(code)] as const),
  ];
  return {
    ...common(route),
    ...parameters([
      ...named(params, 'path', schemas),
      ...named(query, 'query', schemas),
      ...(isKeyed ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ]),
    ...(body !== undefined && {
      requestBody: { required: true, content: Object.fromEntries(body.map((type) => [type, {}])) },
    }),
    responses: Object.fromEntries([...all].sort(([one], [other]) => Number(one) - Number(other))),
  };
}

function common({ method, path, permission, summary }: RouteBase): Json {
  const words = path.split('/').filter((part) => part !== '' && part !== 'v1');
  const resource = words[0] ?? '';
  const id = [method.toLowerCase(), ...words.map((word) => word.replaceAll(/[{}]/g, ''))].join('-');
  return {
    operationId: id.replaceAll(/[^A-Za-z0-9]+(\w)/g, (_, letter: string) => letter.toUpperCase()),
    summary,
    tags: [resource],
    security: permission === 'public' ? [] : [{ session: [] }, { token: [] }],
    'x-permission': permission,
  };
}

function parameters(list: readonly Json[]): Json {
  return list.length === 0 ? {} : { parameters: list };
}

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Names the request. The same request under the same key has one effect and one answer.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,100}$' },
  example: '3b1f8a52-9c1e-4f0a-8f58-6a2f1f7a3f10',
};

function named(schema: z.ZodType | undefined, place: 'path' | 'query', schemas: Record<string, Json>): readonly Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input', schemas) as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

/** A schema whose named parts stand among the components. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Record<string, Json>): Json {
  const {
    $defs = {},
    $schema: _,
    ...own
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
  }) as Json & { readonly $defs?: Readonly<Record<string, Json>> };
  for (const [name, part] of Object.entries($defs)) {
    const { id: _id, ...described } = part;
    schemas[name] = referring(described) as Json;
  }
  const { id, ...described } = own as Json & { readonly id?: string };
  if (typeof id !== 'string') return referring(own) as Json;
  schemas[id] = referring(described) as Json;
  return { $ref: `#/components/schemas/${id}` };
}

function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (typeof value !== 'object' || value === null) return value;
  const isDated = 'format' in value && (value.format === 'date-time' || value.format === 'date');
  // The format says the same as the pattern, which fills half a page.
  const told = Object.entries(value).filter(([name]) => !(isDated && name === 'pattern'));
  return Object.fromEntries(
    told.map(([name, member]) =>
      name === '$ref' && typeof member === 'string'
        ? [name, member.replace('#/$defs/', '#/components/schemas/')]
        : [name, referring(member)],
    ),
  );
}

function problemsOf({ body, follow, method, params, query }: AnyRoute): readonly number[] {
  const isWrite = method !== 'GET';
  const takes = isWrite || query !== undefined || params !== undefined;
  return [
    400,
    401,
    403,
    ...(takes ? [404] : []),
    ...(isWrite ? [408, 409, 413] : []),
    ...(body !== undefined ? [415] : []),
    ...(follow === undefined ? [] : [202, 422]),
    429,
    500,
    503,
  ];
}

function problemAnswer(code: number): Json {
  return code in REFUSALS ? { $ref: `#/components/responses/Refused${String(code)}` } : asProblem(statusSays(code));
}

function asProblem(description: string): Json {
  return { description, content: { 'application/problem+json': { schema: PROBLEM } } };
}

function withProblem(answer: Json): Json {
  const { content } = answer as { readonly content?: Json };
  return { ...answer, content: { ...content, 'application/problem+json': { schema: PROBLEM } } };
}

function statusSays(code: number): string {
  switch (code) {
    case 201:
      return 'Made.';
    case 202:
      return 'Taken on, and not known yet what became of it. `Location` is where to follow it.';
    case 204:
      return 'Done.';
    default:
      return 'As asked.';
  }
}
