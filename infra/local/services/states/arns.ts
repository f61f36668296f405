import type { Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";

const prefix = (place: Place): string => `arn:aws:states:${place.region}:${place.accountId}`;

export const machineArn = (place: Place, name: string): string => `${prefix(place)}:stateMachine:${name}`;

export const activityArn = (place: Place, name: string): string => `${prefix(place)}:activity:${name}`;

export const executionArn = (place: Place, machine: string, name: string): string =>
  `${prefix(place)}:execution:${machine}:${name}`;

/** Express executions have an id of their own besides the name, which need not be unique. */
export const expressArn = (place: Place, machine: string, name: string, id: string): string =>
  `${prefix(place)}:express:${machine}:${name}:${id}`;

export const mapRunArn = (place: Place, machine: string, label: string, id: string): string =>
  `${prefix(place)}:mapRun:${machine}/${label}:${id}`;

export interface ParsedArn extends Place {
  /** `stateMachine`, `execution`, `express`, `activity` or `mapRun`. */
  kind: string;
  name: string;
  /** What follows the name: an execution's name, a version's number or an alias's name. */
  rest: string[];
}

/**
 * Takes a Step Functions ARN apart.
 * @throws AwsError InvalidArn, in AWS's words, where it is not one or not of these kinds.
 */
export function parseArn(arn: string | undefined, ...kinds: string[]): ParsedArn {
  const match = /^arn:aws[a-z-]*:states:([a-z0-9-]+):(\d{12}):([A-Za-z]+):([^:]+)((?::[^:]+)*)$/.exec(
    arn ?? "",
  );
  if (!match) throw new AwsError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  const [, region = "", accountId = "", kind = "", name = "", rest = ""] = match;
  if (kinds.length > 0 && !kinds.includes(kind)) {
    throw new AwsError("InvalidArn", `Invalid Arn: 'Resource type not valid in this context: ${kind}'`);
  }
  return { region, accountId, kind, name, rest: rest.split(":").slice(1) };
}
