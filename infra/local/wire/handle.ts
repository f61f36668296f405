/**
 * The wire layer: AWS's protocols, driven by the schemas that the SDK's clients export. Every operation that the SDK
 * knows of a service can be sent; which are answered is the service's affair.
 *
 * Known gaps: rpc-v2-cbor, event streams, S3's browser uploads (POST forms), Signature Version 4A.
 *
 * Deliberate differences: signatures are not verified (see authenticate.ts). Of what a model demands only "required"
 * is checked here, because the schemas hold no lengths, patterns or ranges; the rest is the handlers'. An operation
 * that AWS has and the local account has not is 501 NotImplemented, which AWS never answers. An unsigned request is
 * taken for S3 unless it looks like another protocol's.
 */
import { randomUUID } from "node:crypto";
import type { Cloud } from "../cloud.ts";
import { dispatch, type FindService } from "../dispatch.ts";
import { AwsError } from "../errors.ts";
import { authenticate } from "./authenticate.ts";
import { readCredential } from "./credentials.ts";
import { DecodeError, type WireRequest, type WireResponse } from "./http.ts";
import { loadModel, type OperationModel, type ProtocolName, type ServiceModel } from "./model.ts";
import { queryParameters } from "./protocols/aws-query.ts";
import { PROTOCOLS } from "./protocols/index.ts";
import type { Protocol } from "./protocols/protocol.ts";
import { checkRequired } from "./required.ts";
import { decodeS3Body } from "./s3-body.ts";

/** Answers one request to an AWS service, whatever comes: every failure is an answer in the service's protocol. */
export async function handle(
  cloud: Cloud,
  request: WireRequest,
  find: FindService,
  gone?: AbortSignal,
): Promise<WireResponse> {
  const requestId = randomUUID();
  let protocolName = guessProtocol(request);
  let model: ServiceModel | undefined;
  try {
    const credential = readCredential(request);
    const name = credential?.service ?? unsignedService(request);
    const service = name === undefined ? undefined : find(name);
    if (service) {
      model = await loadModel(service);
      protocolName = model.protocol;
    }
    const principal = authenticate(cloud, credential, name ?? "", protocolName);
    if (request.headers["smithy-protocol"] === "rpc-v2-cbor")
      throw notImplemented("The local account does not speak the protocol rpc-v2-cbor.");
    if (!model || name === undefined) throw notImplemented(`The local account has no service ${name}.`);

    const decoded = name === "s3" ? decodeS3Body(request) : request;
    const { operation, input } = decode(PROTOCOLS[protocolName], decoded, model);
    const output = await dispatch(
      cloud,
      {
        service: name,
        operation: operation.name,
        input,
        principal,
        accountId: principal.accountId,
        region: credential?.region ?? "us-east-1",
        requestId,
        origin: { sourceIp: "127.0.0.1", userAgent: request.headers["user-agent"] ?? "" },
        gone,
      },
      find,
    );
    return PROTOCOLS[protocolName].output(output, operation, { requestId, request: decoded, model });
  } catch (error) {
    const protocol = PROTOCOLS[protocolName];
    const answered =
      error instanceof DecodeError ? protocol.malformed(error.message, undefined) : asAwsError(error);
    return protocol.error(answered, { requestId, request, model });
  }
}

function decode(
  protocol: Protocol,
  request: WireRequest,
  model: ServiceModel,
): { operation: OperationModel; input: Record<string, unknown> } {
  let operation: OperationModel | undefined;
  try {
    const match = protocol.route(request, model);
    operation = match.operation;
    const input = protocol.input(request, match);
    checkRequired(input, operation, model);
    return { operation, input };
  } catch (error) {
    // What AWS could not read is the sender's mistake, a 400, never a 500.
    throw error instanceof DecodeError ? protocol.malformed(error.message, operation) : error;
  }
}

/** The protocol to answer in before, or without, knowing the service. */
function guessProtocol(request: WireRequest): ProtocolName {
  if (request.headers["x-amz-target"]) return "awsJson1_1";
  if (request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return "awsQuery";
  if (request.query.some(({ name }) => name === "Action")) return "awsQuery";
  return request.headers.authorization ? "restJson1" : "restXml";
}

/** Who an unsigned request is for: STS for its Version (web identities), nobody for other RPC services, else S3. */
function unsignedService(request: WireRequest): string | undefined {
  const protocol = guessProtocol(request);
  if (protocol === "restXml") return "s3";
  if (protocol !== "awsQuery") return undefined;
  const version = queryParameters(request).find(({ name }) => name === "Version")?.value;
  return version === "2011-06-15" ? "sts" : undefined;
}

function notImplemented(message: string): AwsError {
  return new AwsError("NotImplemented", message, 501);
}

/** An error that no AWS service would have thrown is our bug, and says so. */
function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (process.env.HANDRAIL_DEBUG) console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError(
    "InternalFailure",
    `The local account failed, which is a bug in Handrail: ${message}. Set HANDRAIL_DEBUG=1 to see where.`,
    500,
  );
}
