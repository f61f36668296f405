import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { RoleSession } from "../../principal.ts";

/** What a service needs to act as a role: Lambda for a function, Step Functions for a machine, CloudFormation for a stack. */
export interface ServiceAssumption {
  roleArn: string;
  /** The service principal that the role's trust policy must allow, such as `lambda.amazonaws.com`. */
  service: string;
  sessionName: string;
}

/**
 * Assumes a role as an AWS service does.
 * @throws AwsError `AccessDenied` where the role does not exist or does not trust the service.
 */
export function assumeAsService(cloud: Cloud, assumption: ServiceAssumption): RoleSession {
  void cloud;
  throw new AwsError("AccessDenied", `Not yet: ${assumption.roleArn}`, 403);
}
