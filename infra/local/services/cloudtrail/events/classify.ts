/**
 * S3's data events. What is left are the operations on buckets. Source: "Amazon S3 CloudTrail events", S3 User Guide.
 */
const S3_DATA =
  /^(?:HeadBucket|(?:Abort|Complete|Create)MultipartUpload|ListMultipartUploads|ListParts|UploadPart(?:Copy)?|ListObject(?:s|sV2|Versions)|(?:Copy|Delete|Get|Head|Put|Rename|Restore)Objects?(?:Acl|Attributes|LegalHold|Retention|Tagging|Torrent)?|SelectObjectContent|WriteGetObjectResponse)$/;

/** By service: the operations that are data events, which Event history has not. */
const DATA: Record<string, RegExp> = {
  s3: S3_DATA,
  // "Logging AWS Lambda API calls using AWS CloudTrail": invocations are data events.
  lambda: /^Invoke/,
  // "Logging CloudWatch Logs API and console operations": reading and writing log events.
  logs: /^(?:PutLogEvents|GetLogEvents|FilterLogEvents|GetLogRecord|GetLogObject|StartLiveTail)$/,
  // Unsure: not among the management events of "Recording Step Functions API calls".
  states: /^(?:SendTask(?:Success|Failure|Heartbeat)|GetActivityTask|InvokeHTTPEndpoint)$/,
};

/** Whether Event history has calls of this operation. */
export function isManagementEvent(service: string, operation: string): boolean {
  return !DATA[service]?.test(operation);
}

const READS =
  /^(?:Describe|Get|List|Head|Lookup|BatchGet|Search|Select|Filter|Validate|Simulate|Test|Check|Estimate|Preview)/;

/** STS changes nothing in an account, so that its calls count as reads, with their answers (observed). */
const ANSWERED_READS = /^Assume(?:Role|Root)/;

/** `readOnly` of an operation's records. */
export function isReadOnly(service: string, operation: string): boolean {
  return READS.test(operation) || (service === "sts" && ANSWERED_READS.test(operation));
}

/** Whether the records of an operation say what was answered: those of reads do not. */
export function keepsAnswer(service: string, operation: string): boolean {
  return !READS.test(operation) || (service === "sts" && ANSWERED_READS.test(operation));
}

/** Services with one endpoint, whose events are in us-east-1. Source: "Viewing Event history with the AWS CLI". */
const GLOBAL = new Set(["iam", "organizations", "sts"]);

/** The Region in which an event is recorded. */
export function eventRegion(service: string, region: string): string {
  return GLOBAL.has(service) ? "us-east-1" : region;
}
