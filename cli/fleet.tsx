import { IAMClient } from "@aws-sdk/client-iam";
import { accountOf } from "../tasks/runtime/account-of.ts";
import { Fleet } from "../tui/fleet/fleet.tsx";
import type { FleetSource } from "../tui/fleet/source.ts";
import type { Connection } from "./connection.ts";
import { listFleet } from "./fleet/list-fleet.ts";
import { type FleetOptions, type NamedFleet, namedFleet } from "./fleet/named-fleet.ts";
import { FleetReader } from "./fleet/read-fleet.ts";
import { resetsUnderWay } from "./fleet/reset-progress.ts";
import { findLab } from "./labs.ts";
import { openPlace, type PlaceOptions } from "./place-options.ts";
import { Problem, reportError } from "./problem.ts";
import { logFile, showOnScreen } from "./screen/full-screen.ts";

/** `handrail fleet`: where each account of a fleet stands, on the whole screen, until it is left. */
export async function fleetScreen(options: PlaceOptions & FleetOptions): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY || process.env.TERM === "dumb")
    throw new Problem(
      "There is no terminal that can draw a screen. The same in plain lines: handrail status",
    );
  const named = await namedFleet(options);
  const connection = await openPlace(options);
  let source: FleetSource;
  try {
    source = await sourceOf(connection, options.lab, named);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const leaving = await showOnScreen((heard) => <Fleet source={source} heard={heard} />, {
    log: logFile(options),
  });
  let exitCode = leaving?.exitCode ?? 0;
  if (leaving?.error !== undefined) exitCode = reportError(leaving.error);
  await connection.close();
  // A request to AWS that is still under way would keep the process for as long as it takes.
  process.exit(exitCode);
}

/** What the view looks at. @throws Problem where there is no telling which accounts are meant */
export async function sourceOf(connection: Connection, lab: string, named: NamedFleet): Promise<FleetSource> {
  const { place: kind, accountId, region, clientConfig, sfn } = connection;
  const [listed, instructor] = await Promise.all([
    listFleet(connection, named),
    accountOf({ iam: new IAMClient(clientConfig) }, accountId),
  ]);
  const guide = findLab(lab);
  const reader = new FleetReader(connection, guide, listed);
  return {
    guide,
    place: { kind, instructor, region },
    accounts: reader.accounts,
    look: (id) => reader.look(id),
    resets: () => resetsUnderWay(sfn, reader.ownMachines),
  };
}
