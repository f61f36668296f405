import { passRolePermission } from "../../policy/pass-role.ts";
import type { Call, Permission } from "../../service.ts";

/** The operations that act on no stack. Source: Service Authorization Reference, "AWS CloudFormation". */
const ON_EVERYTHING = ["ListExports", "ListImports", "ListStacks", "ValidateTemplate"];

/** What an operation needs: its own action on the stack, and the right to pass a service role that it names. */
export function permissions(operation: string, input: object, call: Call): Permission[] {
  const { StackName, RoleARN, ChangeSetName } = input as {
    StackName?: string;
    RoleARN?: string;
    ChangeSetName?: string;
  };
  const action = `cloudformation:${operation}`;
  const onStack = StackName !== undefined && !ON_EVERYTHING.includes(operation);
  const resources = onStack ? [stackResource(StackName, call)] : [changeSetResource(ChangeSetName)];
  const own: Permission[] = [{ action, resources }];
  // Without a name it lists all stacks, and "requires ListStacks and DescribeStacks permissions" (API reference).
  if (operation === "DescribeStacks" && StackName === undefined)
    own.push({ action: "cloudformation:ListStacks", resources: ["*"] });
  return RoleARN ? [...own, passRolePermission(RoleARN, "cloudformation.amazonaws.com")] : own;
}

function stackResource(nameOrId: string, { region, accountId }: Call): string {
  if (nameOrId.startsWith("arn:")) return nameOrId;
  return `arn:aws:cloudformation:${region}:${accountId}:stack/${nameOrId}/*`;
}

function changeSetResource(nameOrId: string | undefined): string {
  return nameOrId?.startsWith("arn:") ? nameOrId : "*";
}
