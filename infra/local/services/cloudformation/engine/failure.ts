import { randomUUID } from "node:crypto";
import { AwsError } from "../../../errors.ts";

/** The SDK service names that resource handlers put into their messages. */
const SDK_NAMES: Record<string, string> = {
  CloudFormation: "CloudFormation",
  EC2: "Ec2",
  ElasticLoadBalancingV2: "ElasticLoadBalancingV2",
  IAM: "Iam",
  KMS: "Kms",
  Lambda: "Lambda",
  Logs: "CloudWatchLogs",
  S3: "S3",
  SSM: "Ssm",
  StepFunctions: "Sfn",
};

/** The handlers' common error codes, by what the service's own code looks like. Everything else is InvalidRequest. */
const HANDLER_CODES: readonly (readonly [RegExp, string])[] = [
  [/Throttl|RequestLimitExceeded|TooManyRequests/, "Throttling"],
  [/AccessDenied|Unauthorized|NotAuthorized/, "AccessDenied"],
  [/NotFound|NoSuch|DoesNotExist/, "NotFound"],
  [/AlreadyExist|AlreadyOwned|Duplicate/, "AlreadyExists"],
  [/LimitExceeded|QuotaExceeded/, "ServiceLimitExceeded"],
];

function handlerCode(error: AwsError): string {
  const known = HANDLER_CODES.find(([pattern]) => pattern.test(error.code));
  if (known) return known[1];
  return error.status >= 500 ? "ServiceInternalError" : "InvalidRequest";
}

/** A template function that cannot be resolved, or properties that the type's schema does not allow. */
const OWN_REFUSAL =
  /^(Template (error|format error):|Properties validation failed for resource|No export named)/;

/**
 * A resource's status reason, as today's resource handlers word a service's refusal. CloudFormation's own
 * refusals (a template function, a reference) stand as they are.
 */
export function failureReason(error: unknown, type: string): string {
  const token = randomUUID();
  if (!(error instanceof AwsError)) {
    const message = error instanceof Error ? error.message : String(error);
    return `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: InternalFailure)`;
  }
  if (OWN_REFUSAL.test(error.message)) return error.message;
  const namespace = type.split("::")[1] ?? "";
  const service = SDK_NAMES[namespace] ?? namespace;
  return (
    `Resource handler returned message: "${error.message} (Service: ${service}, Status Code: ${error.status}, ` +
    `Request ID: ${randomUUID()}) (SDK Attempt Count: 1)" (RequestToken: ${token}, HandlerErrorCode: ${handlerCode(error)})`
  );
}

/** Whether a deletion may succeed later, once something else has gone or calmed down. */
export function mayPass(error: unknown): boolean {
  return (
    error instanceof AwsError &&
    /DependencyViolation|InUse|Throttl|RequestLimitExceeded|TooManyRequests|OperationAborted|ConcurrentModification/.test(
      error.code,
    )
  );
}
