import { FUNCTIONS, type FunctionName } from "../../workflows/contract.ts";
import type { Grant } from "../task-function.ts";
import { config } from "./config.ts";
import type { PermissionContext } from "./context.ts";
import { fleet } from "./fleet.ts";
import { guardDuty } from "./guardduty.ts";
import { sessions } from "./sessions.ts";
import { stackAndNetwork } from "./stack-and-network.ts";
import { storage } from "./storage.ts";
import { telling } from "./telling.ts";
import { trail } from "./trail.ts";

const AREAS = [stackAndNetwork, trail, config, guardDuty, sessions, storage, telling, fleet];

/** Least privilege, one entry a function: `verify` and `inventory` change nothing of the account. */
export function functionGrants(context: PermissionContext): Record<FunctionName, Grant[]> {
  const areas = AREAS.map((grants) => grants(context));
  return Object.fromEntries(
    FUNCTIONS.map((name) => [name, areas.flatMap((area) => area[name] ?? [])]),
  ) as Record<FunctionName, Grant[]>; // fromEntries forgets the keys; they are FUNCTIONS, all of them.
}
