import { AwsError } from "../../errors.ts";
import { decodeJsonStructure, encodeJsonStructure, parseJsonBody } from "../json-codec.ts";
import type { StructureShape } from "../shapes.ts";
import type { Protocol } from "./protocol.ts";

/** awsJson 1.0 and 1.1: one POST, the operation in X-Amz-Target. */
export function jsonRpc(version: "1.0" | "1.1"): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  return {
    route(request, model) {
      const name = (request.headers["x-amz-target"] ?? "").split(".").at(-1) ?? "";
      const operation = model.operations.get(name);
      if (!operation) throw new AwsError("UnknownOperationException", `Unknown operation: ${name}`);
      return { operation, labels: {} };
    },
    input: (request, { operation }) => decodeJsonStructure(operation.input, parseJsonBody(request.body)),
    malformed: (message) => new AwsError("SerializationException", message),
    output: (output, operation, { requestId }) => ({
      status: 200,
      headers: { "content-type": contentType, "x-amzn-requestid": requestId },
      body: JSON.stringify(encodeJsonStructure(operation.output, output)),
    }),
    // AWS's JSON services answer their client errors with 400 whatever the model's httpError says (observed: kms, ssm).
    error: (error, { requestId, model }) => ({
      status: error.status,
      headers: { "content-type": contentType, "x-amzn-requestid": requestId },
      body: JSON.stringify({ __type: error.code, ...errorMembers(error, model?.errors.get(error.code)) }),
    }),
  };
}

/** The members of an error's JSON body: `message` in the case that the model gives it, then the error's own fields. */
export function errorMembers(error: AwsError, shape: StructureShape | undefined): Record<string, unknown> {
  const member = shape?.members.find(({ name }) => /^message$/i.test(name));
  const messageKey = member?.traits.jsonName ?? member?.name ?? "message";
  const known = shape ? encodeJsonStructure(shape, error.fields) : {};
  const extra = Object.entries(error.fields).filter(([name]) => !shape?.byName.has(name));
  return { ...Object.fromEntries(extra), ...known, [messageKey]: error.message };
}
