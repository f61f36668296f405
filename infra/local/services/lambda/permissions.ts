import { passRolePermission } from "../../policy/pass-role.ts";
import type { Call, Permission } from "../../service.ts";
import { functionArn, parseFunctionName } from "./function-names.ts";

/** The members of Lambda inputs that say what is acted on. */
interface Target {
  FunctionName?: string;
  Qualifier?: string;
  Resource?: string;
  Role?: string;
  Name?: string;
  Tags?: Record<string, string>;
  Principal?: string;
}

/** Operations whose IAM action has another name. Source: Service Authorization Reference, AWS Lambda. */
const ACTIONS: Record<string, string> = { Invoke: "InvokeFunction" };

/** Actions without resource-level permissions. */
const UNSCOPED = new Set(["ListFunctions", "GetAccountSettings"]);

/** Actions that are authorised on the qualified ARN where the request has a qualifier. */
const QUALIFIED = new Set(["Invoke", "GetFunction", "GetFunctionConfiguration", "DeleteFunction"]);

/** What each Lambda operation needs to be allowed. */
export function lambdaPermissions(operation: string, input: object, call: Call): Permission[] | undefined {
  const target = input as Target;
  const action = `lambda:${ACTIONS[operation] ?? operation}`;
  if (UNSCOPED.has(operation)) return [{ action, resources: ["*"] }];
  const needed: Permission[] = [{ action, resources: [resourceOf(operation, target, call)] }];
  if (operation === "AddPermission" && target.Principal !== undefined)
    needed[0]!.context = { "lambda:Principal": target.Principal };
  if (target.Tags && Object.keys(target.Tags).length > 0) {
    const context = {
      "aws:TagKeys": Object.keys(target.Tags),
      ...Object.fromEntries(
        Object.entries(target.Tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]),
      ),
    };
    needed[0]!.context = context;
    // Tagging while creating needs the permission to tag as well.
    if (operation === "CreateFunction")
      needed.push({ action: "lambda:TagResource", resources: needed[0]!.resources, context });
  }
  if (target.Role !== undefined && /^(Create|Update)Function/.test(operation))
    needed.push(passRolePermission(target.Role, "lambda.amazonaws.com"));
  return needed;
}

function resourceOf(operation: string, target: Target, call: Call): string {
  if (target.Resource !== undefined) return target.Resource;
  const { name, qualifier, accountId, region } = parseFunctionName(target.FunctionName, target.Qualifier);
  const place = { accountId: accountId ?? call.accountId, region: region ?? call.region };
  return functionArn({ ...call, ...place }, name, QUALIFIED.has(operation) ? qualifier : undefined);
}
