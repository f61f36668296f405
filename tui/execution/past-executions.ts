import { type ExecutionListItem, ListExecutionsCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { Verb } from "../../workflows/contract.ts";
import type { ExecutionView } from "./view.ts";

/** An execution of one of the machines, as the list of them has it. */
export interface PastExecution {
  executionArn: string;
  verb: Verb;
  status: ExecutionView["status"];
  startedAt: Date;
  endedAt?: Date;
  /** How often it was redriven, and when last. */
  redrives: number;
  redrivenAt?: Date;
}

/** How many executions are listed at a time. */
export const PAST_PAGE = 30;

/** Of 200 executions each. */
const PAGES = 5;

/** The newest executions of a machine that are a lab's, newest first. */
export async function recentOf(
  sfn: SFNClient,
  stateMachineArn: string | undefined,
  lab: string,
): Promise<ExecutionListItem[]> {
  const found: ExecutionListItem[] = [];
  let nextToken: string | undefined;
  // A watch makes many: what was found of a step may be some pages back.
  for (let page = 0; page < PAGES && (page === 0 || nextToken); page++) {
    const list = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 200, nextToken }));
    found.push(...(list.executions ?? []));
    nextToken = list.nextToken;
  }
  return found.filter((execution) => execution.name?.startsWith(`${lab}-`));
}

/** All executions of a machine that are a lab's, newest first, page by page. */
export async function* listed(
  sfn: SFNClient,
  stateMachineArn: string | undefined,
  lab: string,
  verb: Verb,
  pageSize = PAST_PAGE,
): AsyncGenerator<PastExecution[], void, void> {
  for (let nextToken: string | undefined; ; ) {
    const page = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: pageSize, nextToken }),
    );
    yield (page.executions ?? [])
      .filter(({ name }) => name?.startsWith(`${lab}-`))
      .map(({ executionArn, status, startDate, stopDate, redriveCount, redriveDate }) => ({
        executionArn: executionArn!,
        verb,
        status: status as ExecutionView["status"],
        startedAt: startDate!,
        endedAt: stopDate,
        redrives: redriveCount ?? 0,
        redrivenAt: redriveDate,
      }));
    nextToken = page.nextToken;
    if (!nextToken) return;
  }
}
