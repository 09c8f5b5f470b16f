/** The part of JSON Schema that the description of the interface is written in. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** What the document keeps for all. */
export type Schemas = Readonly<Record<string, JsonSchema>>;

const KNOWN = new Set([
  ...['$ref', 'type', 'const', 'enum', 'anyOf', 'oneOf', 'allOf', 'properties', 'required', 'additionalProperties'],
  ...['propertyNames', 'items', 'minItems', 'maxItems', 'minLength', 'maxLength', 'pattern', 'format'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'examples', 'description', 'default'],
]);

export function resolved(schema: JsonSchema, schemas: Schemas): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace('#/components/schemas/', '');
  const found = schemas[name];
  if (found === undefined) throw new Error(`${schema.$ref} is nowhere.`);
  return found;
}

/** Everything that does not fit, as paths. Throws where the schema has words that nobody would check. */
export function misfits(given: JsonSchema, value: unknown, schemas: Schemas, path = '$'): readonly string[] {
  const schema = resolved(given, schemas);
  const unknown = Object.keys(schema).filter((word) => !KNOWN.has(word));
  if (unknown.length > 0) throw new Error(`Nobody checks ${unknown.join(', ')}.`);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) {
    return branches.some((branch) => misfits(branch, value, schemas, path).length === 0) ? [] : [`${path} fits none`];
  }
  const problems: string[] = (schema.allOf ?? []).flatMap((part) => misfits(part, value, schemas, path));
  const complain = (what: string): void => void problems.push(`${path} ${what}`);
  if ('const' in schema && schema.const !== value) complain('is not the constant');
  if (schema.enum !== undefined && !schema.enum.includes(value)) complain('is not among the values');
  if (schema.type !== undefined && !isOfType(schema.type, value)) return [...problems, `${path} is no ${schema.type}`];
  if (typeof value === 'string') {
    if (schema.minLength !== undefined && value.length < schema.minLength) complain('is too short');
    if (schema.maxLength !== undefined && value.length > schema.maxLength) complain('is too long');
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) complain('has another form');
    if (schema.format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/.test(value))
      complain('is no instant');
  }
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) complain('is too small');
    if (schema.maximum !== undefined && value > schema.maximum) complain('is too large');
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items !== undefined) {
      problems.push(...value.flatMap((item, index) => misfits(items, item, schemas, `${path}[${String(index)}]`)));
    }
  } else if (typeof value === 'object' && value !== null) {
    const { additionalProperties, properties = {}, required = [] } = schema;
    for (const name of required) if (!Object.hasOwn(value, name)) complain(`has no ${name}`);
    for (const [name, member] of Object.entries(value)) {
      const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (own !== undefined) problems.push(...misfits(own, member, schemas, `${path}.${name}`));
      else if (additionalProperties === false) complain(`has ${name}, which is not described`);
      else if (typeof additionalProperties === 'object') {
        problems.push(...misfits(additionalProperties, member, schemas, `${path}.${name}`));
      }
    }
  }
  return problems;
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
