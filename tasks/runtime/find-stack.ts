import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { isAwsError } from "./errors.ts";
import { collect } from "./pages.ts";

interface WithCloudFormation {
  cloudFormation: CloudFormationClient;
}

/** The stack of this name or id, or undefined: DescribeStacks answers ValidationError for a name that is unknown. */
export async function findStack(
  { cloudFormation }: WithCloudFormation,
  name: string,
): Promise<Stack | undefined> {
  try {
    return (await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    if (isUnknownStack(error)) return undefined;
    throw error;
  }
}

/** Whether this is CloudFormation's answer for a stack that is not there: "Stack with id NAME does not exist". */
export const isUnknownStack = (error: unknown): boolean =>
  isAwsError(error, "ValidationError") && /does not exist/.test(error.message);

/**
 * Why a stack failed, as `LOGICAL-ID: REASON`: the oldest failure of its events, since those after it mostly say that
 * a resource's creation was cancelled. Events come newest first, some hundred a page, so that all pages are read.
 */
export async function firstFailure({ cloudFormation }: WithCloudFormation, stackId: string): Promise<string> {
  const events = await collect(
    paginateDescribeStackEvents({ client: cloudFormation }, { StackName: stackId }),
    (page) => page.StackEvents,
  );
  const first = events.filter((event) => event.ResourceStatus?.endsWith("_FAILED")).at(-1);
  return first
    ? `${first.LogicalResourceId}: ${first.ResourceStatusReason}`
    : "CloudFormation gives no reason.";
}
