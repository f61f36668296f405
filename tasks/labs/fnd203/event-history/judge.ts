import type { Finding } from "../../../../workflows/contract.ts";
import { advice, finder, list, met, unmet, type Verdict, waiting } from "../../finding.ts";
import type { AclEvent, HistoryFacts } from "./facts.ts";

export const STEP = "event-history";

const find = finder(STEP);

/** Judges whether the changes to the lab's network ACLs are in Event history, and say who made them. */
export function judge(facts: HistoryFacts): Finding[] {
  return [
    find(
      "Event history shows the network ACLs that you changed",
      "Each network ACL of the lab's, with the calls that made or changed it",
      showsChanges(facts),
    ),
    find(
      "It says who made each change, and when",
      "Every event has a user name: a user's, or that of a role's session",
      saysWho(facts),
    ),
    find(
      "You have looked at it yourself",
      "Somebody has looked events up, besides Handrail",
      hasLooked(facts),
    ),
  ];
}

const NOTHING_DONE: Verdict = unmet(
  "No network ACL of the lab's has been made yet.",
  "Do the steps about network ACLs first. There is nothing to be found of what nobody did.",
);

/** AWS says within 15 minutes; most events are there after five. */
const PATIENCE = "CloudTrail shows an event some 2 to 15 minutes after the call. Look again in a while.";

const BUSY = "CloudTrail answers two lookups a second, the console's included. Look again in a moment.";

function showsChanges({ acls, events, throttled }: HistoryFacts): Verdict {
  if (acls.length === 0 && events.length === 0) return throttled ? busy() : NOTHING_DONE;
  const missing = acls.filter(({ id }) => !events.some(({ aclId }) => aclId === id));
  if (missing.length === 0) {
    const changed = new Set(events.map(({ aclId }) => aclId));
    return met(`It shows changes of ${list([...changed])}.`, [...changed]);
  }
  const ids = missing.map(({ id }) => id);
  if (throttled) return busy(ids);
  const words = missing.map(({ id, name }) => (name ? `${name} (${id})` : id));
  return waiting(
    `It does not show ${list(words)} yet, which ${ids.length === 1 ? "is" : "are"} there.`,
    PATIENCE,
    ids,
  );
}

const busy = (ids: string[] = []): Verdict => waiting("CloudTrail was asked too often just now.", BUSY, ids);

function saysWho(facts: HistoryFacts): Verdict {
  const { events } = facts;
  if (events.length === 0) {
    const { status } = showsChanges(facts);
    if (status === "unmet") return NOTHING_DONE;
    return waiting("It shows no change yet.", PATIENCE);
  }
  const users = [...new Set(events.flatMap(({ user }) => user ?? []))];
  const by = users.length > 0 ? list(users) : "AWS's own services, which have no user name";
  return met(
    `${count(events)}, the latest ${latest(events)}, by ${by}.`,
    events.map(({ aclId }) => aclId),
  );
}

const count = ({ length }: AclEvent[]): string => (length === 1 ? "One call" : `${length} calls`);

function latest(events: AclEvent[]): string {
  const { name, time } = events.toSorted((a, b) => b.time.getTime() - a.time.getTime())[0]!;
  return `${name} at ${time.toISOString().slice(11, 16)} UTC`;
}

/** Looking leaves a trace as late as any call, so that this never holds anybody up. */
function hasLooked({ events, lookedBy }: HistoryFacts): Verdict {
  if (events.length === 0) return met("There is nothing to be seen yet.");
  if (lookedBy.length > 0) return met(`${list(lookedBy)} did. That is in Event history, too.`);
  return advice(
    "Event history shows nobody else's lookup so far.",
    "Open Event history, or call lookup-events, and find CreateNetworkAclEntry with your user name. (A lookup takes as long to appear as any other call.)",
  );
}
