import { type CloudFormationClient, DescribeStacksCommand, type Stack } from "@aws-sdk/client-cloudformation";
import { isAwsError } from "./errors.ts";

/** The stack of this name or id, or undefined: DescribeStacks answers ValidationError for a name that is unknown. */
export async function findStack(
  { cloudFormation }: { cloudFormation: CloudFormationClient },
  name: string,
): Promise<Stack | undefined> {
  try {
    return (await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    if (isAwsError(error, "ValidationError") && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}
