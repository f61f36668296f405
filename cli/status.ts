import { byNeed, type FleetAccount, totalsOf } from "../tui/fleet/fleet-account.ts";
import { tellFleet } from "../tui/headless/fleet.ts";
import { tellStatus } from "../tui/headless/status.ts";
import { labStatus } from "../tui/status/lab-status.ts";
import type { Connection } from "./connection.ts";
import { listFleet } from "./fleet/list-fleet.ts";
import { type FleetOptions, namedFleet } from "./fleet/named-fleet.ts";
import { FleetReader } from "./fleet/read-fleet.ts";
import { findLab } from "./labs.ts";
import type { OpenLab } from "./open-lab.ts";
import { withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import { openPlace, type PlaceOptions } from "./place-options.ts";
import { COULD_NOT_RUN } from "./problem.ts";

/** How many executions are looked at: a lab has some hundred in its life. */
const LOOKED_AT = 300;

/** `handrail status`: where somebody stands with the lab, or all of a fleet do, from lists of executions alone. */
export async function status(options: PlaceOptions & FleetOptions, output: Output): Promise<Ended> {
  if (options.accounts !== undefined || options.ou !== undefined) return await fleetStatus(options, output);
  return await withLab(options, output, async (lab) => {
    const found = await statusOf(lab);
    tellStatus(found, output.tell);
    return { exitCode: 0, answer: found };
  });
}

async function statusOf({ orchestrator, guide }: Pick<OpenLab, "orchestrator" | "guide">) {
  const executions = [];
  for await (const page of orchestrator.past(guide.id)) {
    executions.push(...page);
    if (executions.length >= LOOKED_AT) break;
  }
  return labStatus(guide, executions);
}

/** What `--json` prints of a fleet. */
export interface FleetStatus {
  lab: string;
  region: string;
  /** The account from which the others were looked at. */
  instructor: string;
  /** What wants somebody comes first. */
  accounts: Omit<FleetAccount, "executions">[];
  totals: ReturnType<typeof totalsOf>;
  exitCode: number;
}

/** Nothing is deployed for it: what is looked at is there, in other accounts, or it is not. */
async function fleetStatus(options: PlaceOptions & FleetOptions, output: Output): Promise<Ended> {
  const named = await namedFleet(options);
  const connection = await openPlace(options);
  try {
    return await tellFleetStatus(connection, options.lab, named, output);
  } finally {
    await connection.close();
  }
}

/** Looks at a fleet and tells of it: 0 where each account could be looked at, 1 where one could not, 3 where none could. */
export async function tellFleetStatus(
  connection: Connection,
  lab: string,
  named: Parameters<typeof listFleet>[1],
  { tell }: Pick<Output, "tell">,
): Promise<Ended> {
  for (const notice of connection.notices) tell(notice);
  const guide = findLab(lab);
  const { accountId: instructor, region } = connection;
  const listed = await listFleet(connection, named);
  const accounts = (await new FleetReader(connection, guide, listed).all()).toSorted(byNeed);
  tellFleet(accounts, tell);
  const totals = totalsOf(accounts);
  const { unreadable = 0 } = totals;
  const exitCode = unreadable === accounts.length ? COULD_NOT_RUN : unreadable > 0 ? 1 : 0;
  const answer: FleetStatus = {
    lab,
    region,
    instructor,
    accounts: accounts.map(({ executions: _, ...account }) => account),
    totals,
    exitCode,
  };
  return { exitCode, answer };
}
