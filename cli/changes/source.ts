import type { ChangeSource } from "../../tui/session.ts";
import type { Connection } from "../connection.ts";
import { byTheClock } from "./by-the-clock.ts";
import { localChanges, localExecutions } from "./local.ts";

/** What says when the account may have changed: the local one tells it, of an AWS account the clock must do. */
export function changesOf({
  endpoint,
  accountId,
  region,
  token,
}: Pick<Connection, "endpoint" | "accountId" | "region" | "token">): ChangeSource {
  if (endpoint === undefined) return byTheClock();
  const place = { endpoint, accountId, region, token };
  return {
    changes: (signal) => localChanges(place, signal),
    executions: (signal) => localExecutions(place, signal),
    stir: () => {},
  };
}
