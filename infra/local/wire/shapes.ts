/**
 * The shapes of the AWS SDK's exported schemas, made readable. A schema is a tuple such as
 * `[3, namespace, name, traits, memberNames, memberRefs, requiredCount]`; a ref is a schema, a function that
 * returns one, a number for a simple type, or a pair of a ref and member traits. (@smithy/core 3.41.)
 */
export type Shape = StructureShape | ListShape | MapShape | SimpleShape;

export interface StructureShape {
  kind: "structure";
  name: string;
  union: boolean;
  traits: Traits;
  /** Resolved on first use, because shapes may be recursive. */
  readonly members: readonly Member[];
  readonly byName: ReadonlyMap<string, Member>;
}

export interface ListShape {
  kind: "list";
  traits: Traits;
  readonly item: Member;
}

export interface MapShape {
  kind: "map";
  traits: Traits;
  readonly key: Member;
  readonly value: Member;
}

export interface SimpleShape {
  kind: "string" | "number" | "boolean" | "document" | "timestamp" | "blob";
  traits: Traits;
  /** Of a timestamp, where the model says so. */
  format?: TimestampFormat;
  /** Of a blob: its bytes are the message's body. */
  streaming?: boolean;
}

export type TimestampFormat = "date-time" | "http-date" | "epoch-seconds";

export interface Member {
  name: string;
  required: boolean;
  /** The member's traits over its shape's own. */
  traits: Traits;
  readonly shape: Shape;
}

/** Those traits of the model that the wire layer reads. */
export interface Traits {
  http?: [method: string, uri: string, status: number];
  httpLabel?: 1;
  httpQuery?: string;
  httpQueryParams?: 1;
  httpHeader?: string;
  httpPrefixHeaders?: string;
  httpPayload?: 1;
  httpResponseCode?: 1;
  httpError?: number;
  awsQueryError?: [code: string, status: number];
  jsonName?: string;
  xmlName?: string;
  xmlFlattened?: 1;
  xmlAttribute?: 1;
  xmlNamespace?: string | [prefix: string, uri: string];
  ec2QueryName?: string;
  streaming?: 1;
}

/** The bits that a numeric trait set is made of. */
const TRAIT_BITS: [bit: number, trait: keyof Traits | undefined][] = [
  [1, "httpLabel"],
  [2, undefined], // idempotent
  [4, undefined], // idempotencyToken
  [8, undefined], // sensitive
  [16, "httpPayload"],
  [32, "httpResponseCode"],
  [64, "httpQueryParams"],
];

const NO_TRAITS: Traits = {};
const LIST_OF = 64;
const MAP_OF = 128;

const simple = (kind: SimpleShape["kind"], more: Partial<SimpleShape> = {}): SimpleShape => ({
  kind,
  traits: NO_TRAITS,
  ...more,
});

/** The numbers that stand for simple types. */
const SIMPLE: Record<number, SimpleShape> = {
  0: simple("string"),
  1: simple("number"),
  2: simple("boolean"),
  4: simple("timestamp"),
  5: simple("timestamp", { format: "date-time" }),
  6: simple("timestamp", { format: "http-date" }),
  7: simple("timestamp", { format: "epoch-seconds" }),
  15: simple("document"),
  17: simple("number"),
  19: simple("number"),
  21: simple("blob"),
  42: simple("blob", { streaming: true }),
};

/** The shape of operations that take, or answer, nothing. */
export const UNIT: StructureShape = {
  kind: "structure",
  name: "Unit",
  union: false,
  traits: NO_TRAITS,
  members: [],
  byName: new Map(),
};

const compiled = new WeakMap<object, Shape>();

/** The shape of a schema ref, its own traits and the ref's merged in the `Member`. */
export function compileMember(name: string, ref: unknown, required = false): Member {
  let traits = NO_TRAITS;
  let target = ref;
  for (;;) {
    if (typeof target === "function") target = target();
    else if (Array.isArray(target) && target.length === 2) {
      traits = { ...compileTraits(target[1]), ...traits };
      target = target[0];
    } else break;
  }
  const shape = compileShape(target);
  return { name, required, shape, traits: { ...shape.traits, ...traits } };
}

export function compileTraits(traits: unknown): Traits {
  if (typeof traits === "object" && traits !== null) return traits as Traits;
  if (typeof traits !== "number" || traits === 0) return NO_TRAITS;
  const set = TRAIT_BITS.filter(([bit, name]) => name && traits & bit).map(([, name]) => [name, 1]);
  return Object.fromEntries(set);
}

function compileShape(schema: unknown): Shape {
  if (typeof schema === "number") return compileNumber(schema);
  if (schema === "unit") return UNIT;
  if (!Array.isArray(schema)) throw new Error(`Unknown schema ${String(schema)}`);
  let shape = compiled.get(schema);
  if (!shape) {
    shape = compileTuple(schema);
    compiled.set(schema, shape);
  }
  return shape;
}

function compileNumber(schema: number): Shape {
  if (schema & MAP_OF) {
    return {
      kind: "map",
      traits: NO_TRAITS,
      key: compileMember("key", 0),
      value: compileMember("value", schema & ~MAP_OF),
    };
  }
  if (schema & LIST_OF)
    return { kind: "list", traits: NO_TRAITS, item: compileMember("member", schema & ~LIST_OF) };
  const shape = SIMPLE[schema];
  if (!shape) throw new Error(`Unknown simple schema ${schema}`);
  return shape;
}

function compileTuple(schema: unknown[]): Shape {
  const [kind, , name, ownTraits] = schema;
  const traits = compileTraits(ownTraits);
  switch (kind) {
    case 0: {
      const target = compileMember("", schema[4]).shape as SimpleShape;
      return { ...target, traits, streaming: target.streaming || traits.streaming === 1 };
    }
    case 1:
      return {
        kind: "list",
        traits,
        get item() {
          return memoise(this, "item", compileMember("member", schema[4]));
        },
      };
    case 2:
      return {
        kind: "map",
        traits,
        get key() {
          return memoise(this, "key", compileMember("key", schema[4]));
        },
        get value() {
          return memoise(this, "value", compileMember("value", schema[5]));
        },
      };
    case 3:
    case 4:
    case -3:
      return compileStructure(schema, String(name), traits);
    default:
      throw new Error(`Unknown schema kind ${String(kind)}`);
  }
}

function compileStructure(schema: unknown[], name: string, traits: Traits): StructureShape {
  const names = schema[4] as string[];
  const refs = schema[5] as unknown[];
  const required = (schema[6] as number | undefined) ?? 0;
  return {
    kind: "structure",
    name,
    union: schema[0] === 4,
    traits,
    get members() {
      const members = names.map((member, index) => compileMember(member, refs[index], index < required));
      return memoise(this, "members", members);
    },
    get byName() {
      return memoise(this, "byName", new Map(this.members.map((member) => [member.name, member])));
    },
  };
}

function memoise<T>(owner: object, property: string, value: T): T {
  Object.defineProperty(owner, property, { value });
  return value;
}
