/** Operations of S3 whose events have another name. Source: "Amazon S3 CloudTrail events", S3 User Guide. */
const S3_NAMES: Record<string, string> = {
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
  DeletePublicAccessBlock: "DeleteBucketPublicAccessBlock",
  GetBucketLifecycleConfiguration: "GetBucketLifecycle",
  PutBucketLifecycleConfiguration: "PutBucketLifecycle",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  PutBucketNotificationConfiguration: "PutBucketNotification",
  GetBucketAccelerateConfiguration: "GetAccelerateConfiguration",
  PutBucketAccelerateConfiguration: "PutAccelerateConfiguration",
};

/** Operations of Lambda whose names carry the date of the API's second version of them (observed). */
const LAMBDA_SECOND = new Set([
  "AddPermission",
  "GetFunction",
  "GetFunctionConfiguration",
  "GetPolicy",
  "RemovePermission",
  "UpdateFunctionCode",
  "UpdateFunctionConfiguration",
]);

/** What a record calls an operation. */
export function eventName(service: string, operation: string): string {
  if (service === "s3") return S3_NAMES[operation] ?? operation;
  if (service !== "lambda") return operation;
  // Source: "Logging AWS Lambda API calls using AWS CloudTrail", whose samples are so named.
  if (/^(?:ListTags|(?:Unt|T)agResource)$/.test(operation)) return `${operation}20170331v2`;
  if (/EventInvokeConfig/.test(operation)) return `${operation}20190925`;
  return `${operation}20150331${LAMBDA_SECOND.has(operation) ? "v2" : ""}`;
}

/**
 * `errorCode` of a record. EC2 says whose mistake it was; services of the Query protocol have two names for an
 * error, and records have the model's.
 * @param modelled the shape's name of a modelled error
 */
export function errorCode(
  service: string,
  error: { code: string; status: number },
  modelled: string | undefined,
): string {
  if (service === "ec2") return `${error.status >= 500 ? "Server" : "Client"}.${error.code}`;
  if (service === "cloudformation" && error.code === "ValidationError") return "ValidationException";
  return modelled ?? error.code;
}
