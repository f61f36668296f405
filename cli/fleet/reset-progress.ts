import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { isAwsError } from "../../tasks/runtime/errors.ts";
import type { ResetUnderWay } from "../../tui/fleet/source.ts";
import { machineName } from "../../workflows/contract.ts";

/**
 * The resets, and plans of one, that run in the instructor's account, and how far their Map Runs are.
 *
 * @param machines how the ARNs of the account's state machines begin
 */
export async function resetsUnderWay(sfn: SFNClient, machines: string): Promise<ResetUnderWay[]> {
  const stateMachineArn = machines + machineName("reset-accounts");
  const list = await sfn
    .send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING" }))
    .catch((error: unknown) => {
      // Whoever only looks at a fleet needs no Handrail of their own.
      if (isAwsError(error, "StateMachineDoesNotExist")) return undefined;
      throw error;
    });
  return await Promise.all(
    (list?.executions ?? []).map(async ({ executionArn, startDate }): Promise<ResetUnderWay> => {
      const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
      const begin = { executionArn: executionArn!, startedAt: startDate! };
      const [run] = mapRuns;
      if (!run) return begin;
      const { itemCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn: run.mapRunArn }));
      const {
        total = 0,
        succeeded = 0,
        failed = 0,
        timedOut = 0,
        aborted = 0,
        running = 0,
      } = itemCounts ?? {};
      return {
        ...begin,
        accounts: { total, done: succeeded, failed: failed + timedOut + aborted, running },
      };
    }),
  );
}
