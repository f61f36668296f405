import { AwsError } from "../../errors.ts";
import { bodyMembers, decodeBindings, encodeBindings, payloadMember } from "../http-bindings.ts";
import { decodeJsonStructure, encodeJsonStructure, parseJsonBody } from "../json-codec.ts";
import { matchRoute } from "../rest-router.ts";
import { plainBytes } from "../text-values.ts";
import { errorMembers } from "./json-rpc.ts";
import { describeError, type Protocol } from "./protocol.ts";

export const restJson: Protocol = {
  route(request, model) {
    const match = matchRoute(request, model);
    if (!match)
      throw new AwsError(
        "UnknownOperationException",
        `Unknown operation: ${request.method} ${request.path}`,
        404,
      );
    return match;
  },
  input(request, { operation, labels }) {
    const input = decodeBindings(operation.input, request, labels);
    const payload = payloadMember(operation.input);
    if (!payload) {
      const members = bodyMembers(operation.input);
      if (members.length > 0)
        Object.assign(input, decodeJsonStructure(operation.input, parseJsonBody(request.body), members));
    } else if (payload.shape.kind === "structure") {
      if (request.body.length > 0)
        input[payload.name] = decodeJsonStructure(payload.shape, parseJsonBody(request.body));
    } else if (request.body.length > 0) {
      input[payload.name] =
        payload.shape.kind === "string" ? new TextDecoder().decode(request.body) : plainBytes(request.body);
    }
    return input;
  },
  malformed: (message) => new AwsError("SerializationException", message),
  output(output, operation, { requestId }) {
    const { status, headers } = encodeBindings(operation.output, output);
    const response = {
      status: status ?? operation.traits.http![2],
      headers: { "x-amzn-requestid": requestId, "content-type": "application/json", ...headers },
    };
    const payload = payloadMember(operation.output);
    if (!payload) {
      const members = bodyMembers(operation.output);
      const body =
        members.length > 0 ? JSON.stringify(encodeJsonStructure(operation.output, output, members)) : "";
      return { ...response, body };
    }
    const value = (output as Record<string, unknown>)[payload.name];
    if (payload.shape.kind === "structure")
      return { ...response, body: value ? JSON.stringify(encodeJsonStructure(payload.shape, value)) : "" };
    return { ...response, body: (value as Uint8Array | string | undefined) ?? "" };
  },
  error(error, { requestId, model }) {
    const { status, shape } = describeError(error, model);
    const { headers } = shape ? encodeBindings(shape, error.fields) : { headers: {} };
    return {
      status,
      headers: {
        "content-type": "application/json",
        "x-amzn-requestid": requestId,
        "x-amzn-errortype": error.code,
        ...headers,
      },
      body: JSON.stringify(errorMembers(error, shape)),
    };
  },
};
