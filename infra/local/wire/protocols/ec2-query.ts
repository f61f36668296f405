import { AwsError } from "../../errors.ts";
import { decodeEc2Query, UnknownParameter } from "../query-codec.ts";
import { escapeXml, textElement } from "../xml.ts";
import { encodeXmlMembers } from "../xml-codec.ts";
import { queryParameters, routeByAction, xmlResponse } from "./aws-query.ts";
import type { Protocol } from "./protocol.ts";

export const ec2Query: Protocol = {
  route: (request, model) =>
    routeByAction(
      request,
      model,
      (action) => new AwsError("InvalidAction", `The action ${action} is not valid for this web service.`),
    ),
  input(request, { operation }) {
    try {
      return decodeEc2Query(operation.input, queryParameters(request));
    } catch (error) {
      if (error instanceof UnknownParameter) throw new AwsError("UnknownParameter", error.message);
      throw error;
    }
  },
  malformed: (message) => new AwsError("InvalidParameterValue", message),
  output(output, operation, { requestId, model }) {
    const { name } = operation;
    // Operations without an output of their own answer `<return>true</return>` (EC2 API reference).
    const members =
      operation.output.members.length > 0
        ? encodeXmlMembers(operation.output, output, {})
        : textElement("return", "true");
    return xmlResponse(
      200,
      requestId,
      `<${name}Response xmlns="${escapeXml(model.xmlNamespace)}/">${textElement("requestId", requestId)}${members}</${name}Response>`,
    );
  },
  // EC2 models no errors: the code and status are the handler's alone.
  error: (error, { requestId }) =>
    xmlResponse(
      error.status,
      requestId,
      `<Response><Errors><Error>${textElement("Code", error.code)}${textElement("Message", error.message)}</Error></Errors>${textElement("RequestID", requestId)}</Response>`,
    ),
};
