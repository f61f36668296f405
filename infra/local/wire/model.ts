import type { AnyService } from "../service.ts";
import { compileMember, compileTraits, type Shape, type StructureShape, type Traits } from "./shapes.ts";

export type ProtocolName = "awsJson1_0" | "awsJson1_1" | "awsQuery" | "ec2Query" | "restJson1" | "restXml";

export interface OperationModel {
  name: string;
  traits: Traits;
  readonly input: StructureShape;
  readonly output: StructureShape;
}

/** What the SDK's module says of a service. */
export interface ServiceModel {
  name: string;
  protocol: ProtocolName;
  xmlNamespace: string;
  /** The part of X-Amz-Target before the operation. */
  target: string;
  operations: ReadonlyMap<string, OperationModel>;
  /** Modelled errors by shape name, and by the code that awsQuery sends in its stead. */
  errors: ReadonlyMap<string, StructureShape>;
}

const models = new WeakMap<AnyService, Promise<ServiceModel>>();

/** The service's model, loaded on its first call. */
export function loadModel(service: AnyService): Promise<ServiceModel> {
  let model = models.get(service);
  if (!model) {
    model = service.sdk().then((module) => compileModel(service.name, module));
    models.set(service, model);
  }
  return model;
}

interface ClientClass {
  new (
    config: object,
  ): {
    config: {
      protocol: { getShapeId(): string };
      protocolSettings: { xmlNamespace?: string; serviceTarget?: string };
    };
  };
}

function compileModel(name: string, module: object): ServiceModel {
  const exports = Object.entries(module);
  const found = exports.find(
    ([key, value]) => /^[A-Z]\w+Client$/.test(key) && !key.startsWith("__") && typeof value === "function",
  );
  if (!found) throw new Error(`The SDK module of ${name} exports no client`);
  // The protocol is known to the client class alone. It is never used to send anything; every setting that it
  // could otherwise look up on the machine is given.
  const { config } = new (found[1] as ClientClass)({
    region: "us-east-1",
    endpoint: "http://127.0.0.1",
    credentials: { accessKeyId: "none", secretAccessKey: "none" },
  });

  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, StructureShape>();
  for (const [key, schema] of exports) {
    if (!key.endsWith("$") || !Array.isArray(schema)) continue;
    if (schema[0] === 9) operations.set(String(schema[2]), compileOperation(schema));
    if (schema[0] === -3) {
      const error = asStructure(compileMember("", schema).shape);
      errors.set(error.name, error);
      if (error.traits.awsQueryError) errors.set(error.traits.awsQueryError[0], error);
    }
  }
  return {
    name,
    protocol: config.protocol.getShapeId().split("#")[1] as ProtocolName,
    xmlNamespace: config.protocolSettings.xmlNamespace ?? "",
    target: config.protocolSettings.serviceTarget ?? "",
    operations,
    errors,
  };
}

function compileOperation(schema: unknown[]): OperationModel {
  const shape = (ref: unknown) => asStructure(compileMember("", ref).shape);
  return {
    name: String(schema[2]),
    traits: compileTraits(schema[3]),
    get input() {
      return shape(schema[4]);
    },
    get output() {
      return shape(schema[5]);
    },
  };
}

function asStructure(shape: Shape): StructureShape {
  if (shape.kind !== "structure") throw new Error(`Expected a structure, found a ${shape.kind}`);
  return shape;
}
