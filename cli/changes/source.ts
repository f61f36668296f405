import type { ChangeSource, SessionPlace } from "../../tui/session.ts";
import { byTheClock } from "./by-the-clock.ts";
import { localChanges, localExecutions } from "./local.ts";

/** What says when the account may have changed: the local one tells it, of an AWS account the clock must do. */
export function changesOf({ endpoint, accountId, region }: SessionPlace): ChangeSource {
  if (endpoint === undefined) return byTheClock();
  const place = { endpoint, accountId, region };
  return {
    changes: (signal) => localChanges(place, signal),
    executions: (signal) => localExecutions(place, signal),
    stir: () => {},
  };
}
