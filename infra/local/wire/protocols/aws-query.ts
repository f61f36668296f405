import { AwsError } from "../../errors.ts";
import { parseQuery, type QueryParameter, type WireRequest } from "../http.ts";
import type { ServiceModel } from "../model.ts";
import { decodeAwsQuery } from "../query-codec.ts";
import type { RouteMatch } from "../rest-router.ts";
import { UNIT } from "../shapes.ts";
import { escapeXml, textElement } from "../xml.ts";
import { encodeXmlMembers } from "../xml-codec.ts";
import { describeError, type Protocol } from "./protocol.ts";

/** IAM and STS write their time stamps in whole seconds, where the other Query services add milliseconds (observed). */
const WHOLE_SECONDS = new Set(["iam", "sts"]);

export const awsQuery: Protocol = {
  route(request, model) {
    const version = queryParameters(request).find(({ name }) => name === "Version")?.value;
    checkVersion(version, model);
    return routeByAction(
      request,
      model,
      (action) =>
        new AwsError(
          "InvalidAction",
          `Could not find operation ${action} for version ${version ?? "NO_VERSION_SPECIFIED"}`,
        ),
    );
  },
  input: (request, { operation }) => decodeAwsQuery(operation.input, queryParameters(request)),
  malformed: (message) => new AwsError("MalformedInput", message),
  output(output, operation, { requestId, model }) {
    const formatDate = WHOLE_SECONDS.has(model.name)
      ? (date: Date) => date.toISOString().replace(/\.\d+Z$/, "Z")
      : undefined;
    const members = encodeXmlMembers(operation.output, output, { formatDate });
    const { name } = operation;
    // An output without members is an empty element all the same: botocore looks for it.
    const result = operation.output === UNIT ? "" : `<${name}Result>${members}</${name}Result>`;
    return xmlResponse(
      200,
      requestId,
      `<${name}Response xmlns="${escapeXml(model.xmlNamespace)}">${result}<ResponseMetadata>${textElement("RequestId", requestId)}</ResponseMetadata></${name}Response>`,
    );
  },
  error(error, { requestId, model }) {
    const { code, status, shape } = describeError(error, model);
    const fields = shape ? encodeXmlMembers(shape, { ...error.fields, message: undefined }, {}) : "";
    const type = status >= 500 ? "Receiver" : "Sender";
    return xmlResponse(
      status,
      requestId,
      `<ErrorResponse xmlns="${escapeXml(model?.xmlNamespace ?? "")}"><Error>${textElement("Type", type)}${textElement("Code", code)}${textElement("Message", error.message)}${fields}</Error>${textElement("RequestId", requestId)}</ErrorResponse>`,
    );
  },
};

/**
 * Services may share a signing name and have operations of the same name: Classic Load Balancers are the version
 * 2012-06-01 of what Application Load Balancers are the version 2015-12-01 of. A model's namespace ends with its own.
 */
function checkVersion(version: string | undefined, { name, xmlNamespace }: ServiceModel): void {
  if (version === undefined || xmlNamespace.replace(/\/$/, "").endsWith(`/${version}`)) return;
  throw new AwsError(
    "NotImplemented",
    `The local account does not know the version ${version} of ${name}'s API.`,
    501,
  );
}

/** The parameters of a Query request: of the URL (presigned and GET) and of the form. */
export function queryParameters(request: WireRequest): QueryParameter[] {
  const form = request.method === "POST" ? parseQuery(new TextDecoder().decode(request.body)) : [];
  return [...request.query, ...form];
}

/** Finds the operation that `Action` names; `unknown` makes the error for one that the service has not. */
export function routeByAction(
  request: WireRequest,
  model: ServiceModel,
  unknown: (action: string) => AwsError,
): RouteMatch {
  const action = queryParameters(request).find(({ name }) => name === "Action")?.value;
  if (!action) throw new AwsError("MissingAction", "The request must contain the parameter Action");
  const operation = model.operations.get(action);
  if (!operation) throw unknown(action);
  return { operation, labels: {} };
}

export function xmlResponse(status: number, requestId: string, xml: string) {
  return {
    status,
    headers: { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`,
  };
}
