import { CloudFormationClient, type Stack } from "@aws-sdk/client-cloudformation";
import { IAMClient } from "@aws-sdk/client-iam";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { STSClient } from "@aws-sdk/client-sts";
import {
  type Account,
  type CheckedAccount,
  type FleetRequest,
  machineName,
  ORCHESTRATOR_STACK,
  type RefusalKind,
  VERBS,
} from "../../workflows/contract.ts";
import { accountOf } from "../runtime/account-of.ts";
import { isAccessDenied } from "../runtime/errors.ts";
import { findStack } from "../runtime/find-stack.ts";
import { matchesAlias } from "./alias-pattern.ts";
import { enterAccount, type LabAccount, type OwnPlace } from "./lab-account.ts";
import { refusalWords } from "./refusal-words.ts";
import { underWay } from "./under-way.ts";

const ACTIONS = ["iam:ListAccountAliases", "cloudformation:DescribeStacks", "states:ListExecutions"];

type Check = Extract<FleetRequest, { do: "check" }>;

/** Looks whether a lab may be cleaned up in an account from outside, and changes nothing. */
export async function checkAccount(
  sts: STSClient,
  own: OwnPlace,
  { listed, alias: pattern }: Check,
): Promise<CheckedAccount> {
  const id = listed.account;
  const refuse = (kind: RefusalKind, account: Account = { id }, about?: string): CheckedAccount => ({
    account,
    refused: { kind, why: refusalWords(kind, { pattern, alias: account.alias, about }) },
  });
  if (listed.refused) return refuse(listed.refused);
  let lab: LabAccount;
  try {
    lab = await enterAccount(sts, own, id, ACTIONS);
  } catch (error) {
    if (isAccessDenied(error)) return refuse("role");
    throw error;
  }
  const account = await accountOf({ iam: new IAMClient(lab) }, id);
  if (account.alias === undefined || !matchesAlias(pattern, account.alias)) return refuse("alias", account);
  const stack = await findStack({ cloudFormation: new CloudFormationClient(lab) }, ORCHESTRATOR_STACK);
  const machines = stack && machinesOf(stack);
  const clean = machines?.get("clean-up");
  // An orchestrator that does not reset others does not know how to only plan, either.
  if (!machines || !clean || !machines.has("reset-accounts"))
    return refuse("handrail", account, wordsOf(stack));
  const busy = await underWay(new SFNClient(lab), clean);
  return busy ? refuse("busy", account, busy) : { account, machine: clean };
}

const USABLE = ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"];

/** The ARNs of the machines that an orchestrator's stack has, by verb; none, where it is not at rest. */
function machinesOf({ StackStatus, Outputs = [] }: Stack): Map<string, string> {
  const values = USABLE.includes(StackStatus!) ? Outputs.map(({ OutputValue = "" }) => OutputValue) : [];
  return new Map(
    VERBS.flatMap((verb) => {
      const arn = values.find((value) => value.endsWith(`:stateMachine:${machineName(verb)}`));
      return arn ? [[verb, arn]] : [];
    }),
  );
}

const wordsOf = (stack: Stack | undefined): string =>
  stack === undefined
    ? "there is none"
    : USABLE.includes(stack.StackStatus!)
      ? "what is there is of an earlier version"
      : `its stack is in state ${stack.StackStatus}`;
