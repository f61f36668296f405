import type { Finding } from "../../../../workflows/contract.ts";
import { advice, finder, list, met, unmet, type Verdict, waiting } from "../../finding.ts";
import { type AclTimeline, changesShown, hasLost, isBehind, type TimelineFacts } from "./facts.ts";

export const STEP = "config-timeline";

const find = finder(STEP);

/** Judges whether Config shows how a network ACL of the lab's has changed. */
export function judge(facts: TimelineFacts): Finding[] {
  return [
    find(
      "Config keeps a timeline of a network ACL that you made",
      "At least one of the lab's network ACLs has a configuration item",
      isKept(facts),
    ),
    find(
      "The timeline shows a change",
      "Two items of one ACL, that differ in its rules, its subnets or its tags",
      showsChange(facts),
    ),
  ];
}

const PATIENCE =
  "The first items come one to three minutes after the recorder's start, all of them within a quarter of an hour; a change takes some minutes. Look again in a while.";

const MORE =
  "Make one more edit: add a rule to the network ACL, or a tag, and look again after some minutes.";

const nameOf = ({ id, name }: AclTimeline): string => (name ? `${name} (${id})` : id);
const madeOf = ({ acls }: TimelineFacts): AclTimeline[] => acls.filter(({ isDefault }) => !isDefault);

function isKept(facts: TimelineFacts): Verdict {
  const made = madeOf(facts);
  if (made.length === 0)
    return unmet(
      "The lab has no network ACL that somebody made.",
      "Do the steps about network ACLs first: there is no history of what nobody made.",
    );
  const kept = made.filter(({ items }) => items.length > 0);
  const ids = (kept.length > 0 ? kept : made).map(({ id }) => id);
  if (kept.length > 0) return met(`It keeps that of ${list(kept.map(nameOf))}.`, ids);
  return cannotCome(facts) ?? waiting(`It has not discovered ${list(made.map(nameOf))} yet.`, PATIENCE, ids);
}

/** Why no further item will come. */
function cannotCome({ recorder }: TimelineFacts): Verdict | undefined {
  if (!recorder)
    return unmet(
      "AWS Config records nothing in this Region.",
      "Set Config up first: the step config tells how.",
    );
  if (!recorder.recording)
    return unmet(
      `The recorder ${recorder.name} is stopped.`,
      `Start it: start-configuration-recorder --configuration-recorder-name ${recorder.name}.`,
    );
  if (recorder.daily)
    return unmet(
      `The recorder ${recorder.name} makes one item a day.`,
      "Set its frequency to continuous: the lab will be over when the next item comes.",
    );
  return undefined;
}

function showsChange(facts: TimelineFacts): Verdict {
  const made = madeOf(facts);
  const kept = made.filter(({ items }) => items.length > 0);
  const changed = kept.find((acl) => changesShown(acl).size > 0);
  if (changed) return saysWhat(changed);
  if (made.length === 0)
    return unmet("Nothing was made, and nothing changed.", "Do the steps about network ACLs first.");
  const witness = facts.acls.find((acl) => acl.isDefault && hasLost(acl));
  if (witness && kept.length > 0)
    return advice(
      `Each network ACL of yours has one item, made when it was done. The VPC's own (${witness.id}) shows how its subnets left.`,
      `Your edits came within one recording. Look at ${witness.id} instead, or make one more edit to see a change of your own.`,
      [witness.id],
    );
  const blocked = cannotCome(facts);
  if (blocked) return blocked;
  const behind = made.filter(isBehind);
  if (behind.length > 0)
    return waiting(
      `It does not show ${list(behind.map(nameOf))} as ${behind.length === 1 ? "it is" : "they are"} now yet.`,
      PATIENCE,
      behind.map(({ id }) => id),
    );
  return unmet(
    `It shows ${list(made.map(nameOf))} as ${made.length === 1 ? "it is" : "they are"} now, and nothing from before: your edits were done when the recorder first looked.`,
    MORE,
    made.map(({ id }) => id),
  );
}

function saysWhat(acl: AclTimeline): Verdict {
  const changes = changesShown(acl);
  const words = [
    ...(changes.has("rules") ? ["its rules"] : []),
    ...(changes.has("subnets") ? ["the subnets that it guards, a relationship change"] : []),
    ...(changes.has("tags") ? ["its tags"] : []),
  ];
  return met(`${nameOf(acl)} has ${acl.items.length} items. They show a change of ${list(words)}.`, [acl.id]);
}
