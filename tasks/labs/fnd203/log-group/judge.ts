import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import type { Finding } from "../../../../workflows/contract.ts";
import { advice, finder, met, unmet, type Verdict } from "../../finding.ts";
import type { LogGroupFacts } from "./observe.ts";

export const STEP = "log-group";

const find = finder(STEP);

/** Judges whether there is a log group for sessions, and says what may be better of it. */
export function judge(facts: LogGroupFacts): Finding[] {
  const of = (verdict: (group: LogGroup) => Verdict): Verdict =>
    facts.group
      ? verdict(facts.group)
      : unmet("There is no group to look at.", "Create the log group first.");
  return [
    find(
      "There is a log group for session logs",
      `A log group named ${facts.names[0]} in ${facts.place.region}`,
      groupThere(facts),
    ),
    find("It keeps logs no longer than they are needed", "A retention of some days", of(retention)),
    find("Sessions can be read from it", "Log class Standard, and no KMS key", of(readable)),
    find("It can be deleted when the lab is over", "No deletion protection", of(deletable)),
  ];
}

function groupThere({ group, names, place }: LogGroupFacts): Verdict {
  if (!group)
    return unmet(
      "The Region has no such log group.",
      `Create a log group named ${names[0]} (fnd, not fdn) in ${place.region}: in CloudWatch, under Logs, or with create-log-group.`,
    );
  const name = group.logGroupName!;
  if (name === names[0]) return met(`${name} is there.`, [name]);
  if (names.includes(name))
    return met(`${name} is there: the name that the guide gives it among the preferences.`, [name]);
  return advice(
    `${name} is there; the guide's name is ${names[0]}.`,
    `It serves as well. Use ${name} wherever the guide says ${names[0]}.`,
    [name],
  );
}

function retention({ logGroupName, retentionInDays: days }: LogGroup): Verdict {
  const here = [logGroupName!];
  if (days !== undefined) return met(`It keeps them for ${days === 1 ? "a day" : `${days} days`}.`, here);
  return advice(
    "It keeps them for ever: that is what a log group does unless it is told.",
    "Set a retention (put-retention-policy). What people type in sessions is not to lie about, and storage costs money.",
    here,
  );
}

function readable(group: LogGroup): Verdict {
  const here = [group.logGroupName!];
  if (group.logGroupClass && group.logGroupClass !== "STANDARD")
    return advice(
      `Its log class is ${group.logGroupClass}.`,
      "Only Logs Insights reads that class: the log's events cannot be looked at or filtered. A group's class cannot be changed; delete the group and create it in class Standard.",
      here,
    );
  if (group.kmsKeyId)
    return advice(
      `It is encrypted with ${group.kmsKeyId}.`,
      "That is stricter than the guide, and right for real logs. Whoever reads the log needs the key as well.",
      [...here, group.kmsKeyId],
    );
  return met("They can.", here);
}

function deletable({ logGroupName, deletionProtectionEnabled }: LogGroup): Verdict {
  const here = [logGroupName!];
  if (!deletionProtectionEnabled) return met("It can.", here);
  return advice(
    "Deletion protection is on.",
    "Clean-up does not switch off what you protect: switch it off yourself before you clean up.",
    here,
  );
}
