import type { Place } from "../../../cloud.ts";
import { loadModel, type ServiceModel } from "../../../wire/model.ts";
import { findService } from "../../index.ts";
import { bucketArn } from "../../s3/bucket-names.ts";
import { keepsAnswer } from "../events/classify.ts";
import type { ReadEvent } from "../events/event-log.ts";
import type { RecordedEvent } from "../events/store.ts";
import { ec2Request, ec2Response } from "./ec2.ts";
import { errorCode, eventName } from "./names.ts";
import { renderParameters } from "./parameters.ts";
import { S3_ADDITIONAL, s3Request } from "./s3.ts";
import { userIdentity, wholeSeconds } from "./user-identity.ts";

/**
 * A record, in the order in which CloudTrail writes its members. Source: "CloudTrail record contents"; the version
 * is that of 2025. `tlsDetails` are never there, because nothing here travels by TLS.
 * @param place the account and the Region whose event it is
 */
export async function renderRecord({ event, identity }: ReadEvent, place: Place): Promise<object> {
  const { service, operation, error, invokedBy } = event;
  const model = await modelOf(service);
  const { sourceIp, userAgent } = event;
  const domain = invokedBy ?? identity.service;
  return {
    eventVersion: "1.11",
    userIdentity: userIdentity(identity, event, place.accountId),
    eventTime: wholeSeconds(new Date(event.at)),
    eventSource: eventSource(service),
    eventName: eventName(service, operation),
    awsRegion: place.region,
    sourceIPAddress: domain ?? sourceIp,
    userAgent: domain ?? (service === "s3" ? `[${userAgent}]` : userAgent),
    ...(error
      ? {
          errorCode: errorCode(service, error, model?.errors.get(error.code)?.name),
          errorMessage: error.message,
        }
      : {}),
    requestParameters: isWithoutParameters(event) ? null : requestParameters(event, model, place.region),
    responseElements: error || !keepsAnswer(service, operation) ? null : responseElements(event, model),
    ...(service === "s3" ? { additionalEventData: S3_ADDITIONAL } : {}),
    requestID: event.requestId,
    eventID: event.id,
    readOnly: event.readOnly,
    ...resources(event, place.accountId),
    eventType: "AwsApiCall",
    ...(API_VERSIONS[service] ? { apiVersion: API_VERSIONS[service] } : {}),
    managementEvent: true,
    recipientAccountId: place.accountId,
    eventCategory: "Management",
  };
}

/** Services whose records name their API. Source: "Log API calls for your Application Load Balancer". */
const API_VERSIONS: Record<string, string> = { elasticloadbalancing: "2015-12-01" };

/** Where a record says that a call was made to. */
export const eventSource = (service: string): string => `${service}.amazonaws.com`;

async function modelOf(service: string): Promise<ServiceModel | undefined> {
  const found = findService(service);
  return found && (await loadModel(found));
}

/** Who was refused, or throttled, is not shown to have asked for anything; EC2 shows it all the same. */
function isWithoutParameters({ service, error }: RecordedEvent): boolean {
  return service !== "ec2" && error !== undefined && /^(?:AccessDenied|Throttling)/.test(error.code);
}

function requestParameters(
  event: RecordedEvent,
  model: ServiceModel | undefined,
  region: string,
): object | null {
  const { service, operation, input = {} } = event;
  const shape = model?.operations.get(operation);
  if (!shape) return null;
  if (service === "s3") return s3Request(shape, input, region);
  return orNull(
    service === "ec2" ? ec2Request(operation, shape.input, input) : renderParameters(shape.input, input),
  );
}

function responseElements(event: RecordedEvent, model: ServiceModel | undefined): object | null {
  const { service, operation, requestId, output = {} } = event;
  const shape = model?.operations.get(operation)?.output;
  // The settings of S3 answer with headers, which are no elements.
  if (!shape || service === "s3") return null;
  if (service !== "ec2") return orNull(renderParameters(shape, output));
  return ec2Response(operation, shape, output, { requestId, xmlNamespace: model?.xmlNamespace ?? "" });
}

const orNull = (value: object): object | null => (Object.keys(value).length > 0 ? value : null);

/** Some services say in the record itself whose resource it was. */
function resources({ service, operation, input = {} }: RecordedEvent, accountId: string): object {
  const { Bucket, RoleArn } = input as { Bucket?: string; RoleArn?: string };
  if (service === "s3" && Bucket !== undefined)
    return { resources: [{ accountId, type: "AWS::S3::Bucket", ARN: bucketArn(Bucket) }] };
  if (service === "sts" && operation === "AssumeRole" && RoleArn !== undefined)
    return { resources: [{ accountId, type: "AWS::IAM::Role", ARN: RoleArn }] };
  return {};
}
