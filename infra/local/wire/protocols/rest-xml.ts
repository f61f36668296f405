import { Readable } from "node:stream";
import { AwsError } from "../../errors.ts";
import { DecodeError, type WireResponse } from "../http.ts";
import { bodyMembers, decodeBindings, encodeBindings, payloadMember } from "../http-bindings.ts";
import type { ServiceModel } from "../model.ts";
import { matchRoute } from "../rest-router.ts";
import { checkDocumentSums } from "../s3-body.ts";
import { bucketOfHost } from "../s3-host.ts";
import type { Member, StructureShape } from "../shapes.ts";
import { encodeText, plainBytes } from "../text-values.ts";
import { escapeXml, parseXml, textElement } from "../xml.ts";
import { decodeXmlStructure, encodeXmlMembers } from "../xml-codec.ts";
import { describeError, type Protocol } from "./protocol.ts";

/** restXml, which of our services S3 alone speaks. */
export const restXml: Protocol = {
  route(request, model) {
    const match = matchRoute(request, model, bucketOfHost(request.headers.host));
    if (!match)
      throw new AwsError(
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        405,
        {
          Method: request.method,
          ResourceType: request.path === "/" ? "SERVICE" : "BUCKET",
        },
      );
    return match;
  },
  input(request, { operation, labels }) {
    const input = decodeBindings(operation.input, request, labels);
    const payload = payloadMember(operation.input);
    if (payload?.shape.kind !== "blob") checkDocumentSums(request);
    if (payload) {
      const value = decodePayload(payload, request.body);
      if (value !== undefined) input[payload.name] = value;
    } else {
      const members = bodyMembers(operation.input);
      if (members.length > 0 && request.body.length > 0)
        Object.assign(input, decodeXmlStructure(operation.input, parseDocument(request.body), members));
    }
    return input;
  },
  malformed: (message, operation) =>
    operation && payloadMember(operation.input)?.shape.kind === "structure"
      ? new AwsError(
          "MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published schema",
        )
      : new AwsError("InvalidArgument", message),
  output(output, operation, context) {
    const { headers } = encodeBindings(operation.output, output);
    // The one answer whose status depends on what is answered: a part of an object is 206 Partial Content.
    const status = headers["content-range"] === undefined ? operation.traits.http![2] : 206;
    const content = encodeContent(
      output as Record<string, unknown>,
      operation.name,
      operation.output,
      context.model,
    );
    const contentType: Record<string, string> =
      content.xml && !headers["content-type"] ? { "content-type": "application/xml" } : {};
    return {
      status,
      headers: { ...requestIds(context.requestId), ...contentType, ...headers },
      body: content.body,
    };
  },
  error(error, context) {
    const { code, status } = describeError(error, context.model);
    const headers = { ...requestIds(context.requestId), "content-type": "application/xml" };
    // These have no body, so a client has the status alone to go by.
    if (context.request.method === "HEAD" || status === 304)
      return { status, headers: requestIds(context.requestId), body: "" };
    const fields = Object.entries({
      ...error.fields,
      Resource: error.fields.Resource ?? context.request.path,
    })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => textElement(name, String(value)))
      .join("");
    return {
      status,
      headers,
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${textElement("Code", code)}${textElement("Message", error.message)}${fields}${textElement("RequestId", s3RequestId(context.requestId))}${textElement("HostId", hostId(context.requestId))}</Error>`,
    };
  },
};

function decodePayload(payload: Member, body: Uint8Array): unknown {
  if (payload.shape.kind === "structure")
    return body.length > 0 ? decodeXmlStructure(payload.shape, parseDocument(body)) : undefined;
  if (payload.shape.kind === "string") return new TextDecoder().decode(body);
  return plainBytes(body);
}

function parseDocument(body: Uint8Array) {
  try {
    return parseXml(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    if (error instanceof TypeError) throw new DecodeError("The XML is not valid UTF-8");
    throw error;
  }
}

function encodeContent(
  output: Record<string, unknown>,
  operation: string,
  shape: StructureShape,
  model: ServiceModel,
): { body: WireResponse["body"]; xml: boolean } {
  const payload = payloadMember(shape);
  if (payload) {
    const value = output[payload.name];
    if (value === undefined || value === null) return { body: "", xml: false };
    if (payload.shape.kind !== "structure") return { body: streamed(value, payload), xml: false };
    const name = payload.traits.xmlName ?? payload.shape.name;
    return { body: xmlDocument(name, encodeXmlMembers(payload.shape, value, {}), model), xml: true };
  }
  const members = bodyMembers(shape);
  if (members.length === 0) return { body: "", xml: false };
  if (operation === "GetBucketLocation") {
    // Its one member is the root element itself (the s3UnwrappedXmlOutput trait, which the schemas leave out).
    const location = output.LocationConstraint;
    return {
      body: xmlDocument("LocationConstraint", location ? escapeXml(String(location)) : "", model),
      xml: true,
    };
  }
  return {
    body: xmlDocument(
      shape.traits.xmlName ?? shape.name,
      encodeXmlMembers(shape, output, {}, members),
      model,
    ),
    xml: true,
  };
}

function streamed(value: unknown, payload: Member): WireResponse["body"] {
  if (value instanceof Uint8Array || typeof value === "string" || value instanceof Readable) return value;
  if (payload.shape.kind === "string") return encodeText(payload.shape, value, "date-time");
  throw new TypeError(`${payload.name} must be bytes, text or a Readable`);
}

function xmlDocument(root: string, content: string, model: ServiceModel): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${escapeXml(model.xmlNamespace)}">${content}</${root}>`;
}

function requestIds(requestId: string): Record<string, string> {
  return { "x-amz-request-id": s3RequestId(requestId), "x-amz-id-2": hostId(requestId), server: "AmazonS3" };
}

/** S3's request ids are sixteen capital letters and digits, where others have a UUID. */
function s3RequestId(requestId: string): string {
  return requestId.replaceAll("-", "").slice(0, 16).toUpperCase();
}

function hostId(requestId: string): string {
  return Buffer.from(`${requestId}${requestId}`).toString("base64");
}
