import type { PastExecution } from "../../../tui/execution/past-executions.ts";
import { type FleetAccount, foundAccount, unreadableAccount } from "../../../tui/fleet/fleet-account.ts";
import type { FleetSource } from "../../../tui/fleet/source.ts";
import { labStatus } from "../../../tui/status/lab-status.ts";
import type { Verb } from "../../../workflows/contract.ts";
import { guide } from "../fixtures.ts";

/** An account by its number, with executions as they were begun, a minute after one another. */
export function accountWith(
  number: number,
  ...executions: [verb: Verb, status: PastExecution["status"], step?: string][]
): FleetAccount {
  const id = String(200_000_000_000 + number);
  const past = executions
    .map(
      ([verb, status, step], minute): PastExecution => ({
        verb,
        status,
        executionArn: `arn:aws:states:us-east-1:${id}:execution:handrail-${verb}:${guide.id}-${verb}-20261122T120000-abc12${minute}${step ? `-${step}` : ""}`,
        startedAt: new Date(Date.UTC(2026, 10, 22, 12, minute)),
        endedAt: status === "RUNNING" ? undefined : new Date(Date.UTC(2026, 10, 22, 12, minute, 30)),
        redrives: 0,
      }),
    )
    .reverse();
  return foundAccount({ id, alias: `training-${number}` }, labStatus(guide, past), past);
}

export const unreadable = (number: number, why: string): FleetAccount =>
  unreadableAccount({ id: String(200_000_000_000 + number) }, why);

/** A fleet in which each account is found as it is given. */
export function fleetOf(accounts: readonly FleetAccount[]) {
  const found = new Map(accounts.map((one) => [one.account.id, one]));
  const looks: string[] = [];
  const source: FleetSource = {
    guide,
    place: { kind: "local", instructor: { id: "123456789012", alias: "office" }, region: "us-east-1" },
    accounts: [...found.keys()],
    async look(id) {
      looks.push(id);
      return found.get(id)!;
    },
    resets: async () => [],
  };
  return { source, found, looks };
}
