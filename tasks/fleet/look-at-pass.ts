import { DescribeExecutionCommand, paginateGetExecutionHistory, SFNClient } from "@aws-sdk/client-sfn";
import type { STSClient } from "@aws-sdk/client-sts";
import {
  type AccountOutcome,
  cleanUpOutput,
  cleanUpPlan,
  type FleetRequest,
  type LookedAt,
} from "../../workflows/contract.ts";
import { TaskError } from "../runtime/errors.ts";
import { collect } from "../runtime/pages.ts";
import { boundedLeft } from "./account-left.ts";
import { enterAccount, type OwnPlace } from "./lab-account.ts";
import { transitionsIn } from "./transitions.ts";

type Look = Extract<FleetRequest, { do: "look" }>;

/**
 * What a clean-up in an account came to.
 * @throws TaskError `NotYet` while it runs
 */
export async function lookAtPass(sts: STSClient, own: OwnPlace, request: Look): Promise<LookedAt> {
  const { account, execution: executionArn, mode } = request;
  const actions = ["states:DescribeExecution", "states:GetExecutionHistory"];
  const sfn = new SFNClient(await enterAccount(sts, own, account.id, actions, executionArn));
  const { status, output, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  if (status === "RUNNING" || status === "PENDING_REDRIVE")
    throw new TaskError("notYet", `The clean-up in ${account.id} is still under way.`);
  const events = await collect(
    paginateGetExecutionHistory(
      { client: sfn, pageSize: 1_000 },
      { executionArn, includeExecutionData: false },
    ),
    (page) => page.events,
  );
  return {
    transitions: transitionsIn(events),
    result:
      status === "SUCCEEDED"
        ? succeeded(mode, JSON.parse(output!))
        : {
            outcome: "left",
            stopped: status === "ABORTED",
            left: boundedLeft(error ?? status!, cause ?? ""),
          },
  };
}

function succeeded(mode: Look["mode"], output: unknown): AccountOutcome {
  return mode === "plan"
    ? { outcome: "planned", plan: cleanUpPlan.omit({ leave: true }).parse(output) }
    : { outcome: "clean", cleaned: cleanUpOutput.parse(output) };
}
