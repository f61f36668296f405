import type { FunctionName } from "../../workflows/contract.ts";
import type { Grant } from "../task-function.ts";

/** What the grants below refer to in the account that they are deployed in. */
export interface PermissionContext {
  /** `arn:PARTITION:SERVICE:REGION:ACCOUNT:` and the global form of it without Region. */
  arn(service: string, resource: string): string;
  globalArn(service: string, resource: string): string;
  /** The ARN of what AWS itself owns in the Region: it carries no account. */
  awsOwnedArn(service: string, resource: string): string;
  /** The ARN of this role in any account. */
  roleAnywhere(name: string): string;
  /** Of the orchestrator's own bucket. */
  bucketArn: string;
  /** The ARN of a bucket of this name, or of all that a pattern names: it carries neither Region nor account. */
  bucketArnOf(name: string): string;
  labStackRoleArn: string;
}

/** What the functions need for one area of the lab. */
export type AreaGrants = (context: PermissionContext) => Partial<Record<FunctionName, Grant[]>>;

/** Many Describe and List calls have no resource-level permissions: `*` is the only resource that works. */
export const ANY = ["*"];
