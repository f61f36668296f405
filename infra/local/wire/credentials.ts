import type { QueryParameter, WireRequest } from "./http.ts";

/** What a signed request says of its sender, from the Authorization header or a presigned URL. */
export interface Credential {
  accessKeyId: string;
  sessionToken: string | undefined;
  region: string;
  service: string;
  /** When a presigned URL ends. */
  expires?: Date;
}

/** The credential of a request, or undefined for an unsigned one. The signature itself is not looked at. */
export function readCredential(request: WireRequest): Credential | undefined {
  const header = /^AWS4-HMAC-SHA256\s.*?Credential=([^,\s]+)/.exec(request.headers.authorization ?? "")?.[1];
  if (header) return parseScope(header, request.headers["x-amz-security-token"]);

  const parameter = (name: string) => find(request.query, name);
  const presigned = parameter("X-Amz-Credential");
  const credential = presigned && parseScope(presigned, parameter("X-Amz-Security-Token"));
  if (!credential) return readVersion2(parameter);
  return { ...credential, expires: presignedEnd(parameter("X-Amz-Date"), parameter("X-Amz-Expires")) };
}

/** `aws s3 presign` of the AWS CLI 1 still signs by Signature Version 2, which names no Region (observed, 1.45). */
function readVersion2(parameter: (name: string) => string | undefined): Credential | undefined {
  const [accessKeyId, expires] = [parameter("AWSAccessKeyId"), Number(parameter("Expires"))];
  if (!accessKeyId || !parameter("Signature") || Number.isNaN(expires)) return undefined;
  const sessionToken = parameter("x-amz-security-token");
  return { accessKeyId, sessionToken, region: "us-east-1", service: "s3", expires: new Date(expires * 1000) };
}

/** `KEY/20261122/us-east-1/ec2/aws4_request`; a key id never has a slash. */
function parseScope(scope: string, sessionToken: string | undefined): Credential | undefined {
  const [accessKeyId, , region, service] = scope.split("/");
  if (!accessKeyId || !region || !service) return undefined;
  return { accessKeyId, region, service, sessionToken };
}

/** `20261122T055737Z` and so many seconds. */
function presignedEnd(date: string | undefined, seconds: string | undefined): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? "");
  if (!match || !seconds) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return new Date(Date.UTC(year!, month! - 1, day, hour, minute, second) + Number(seconds) * 1000);
}

function find(query: QueryParameter[], name: string): string | undefined {
  return query.find((parameter) => parameter.name.toLowerCase() === name.toLowerCase())?.value;
}
