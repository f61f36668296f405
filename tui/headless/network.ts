import type { NetworkMap } from "../../workflows/contract.ts";
import { type Comparison, compare, hostsOf, pairOf } from "../network/compare.ts";
import { change, hostsSign, hostsWords, passesWords, signOf } from "../network/words.ts";
import type { Tell } from "./print-execution.ts";

/** Tells who can talk to whom: the matrix as it is, as it was, and what has changed since, with the rules that decide. */
export function tellNetwork(before: NetworkMap | undefined, now: NetworkMap, tell: Tell): void {
  tell("What passes from the row to the column: a port, all of it, or nothing (· closed by security groups,");
  tell(`× by the network, whatever they say); last, how many hosts may be spoken to on ${now.counted}.`);
  const comparison = compare(before, now);
  tellMatrix(now, tell);
  const changes = changesOf(comparison);
  if (!before) tell("How it was when the lab was built is not known.");
  else if (changes.length === 0) tell("It is as it was when the lab was built.");
  else {
    tell("When the lab was built:");
    tellMatrix(before, tell);
    tell("What has changed since:");
    for (const line of changes) tell(line);
  }
}

function tellMatrix(map: NetworkMap, tell: Tell): void {
  const one = compare(undefined, map);
  const width = Math.max(...map.parties.map(({ name }) => name.length));
  const line = (label: string, cells: readonly string[]) =>
    tell(`  ${label.padEnd(width)} ${cells.map((cell) => cell.padStart(4)).join(" ")}`.trimEnd());
  line("", [...map.parties.map(({ short }) => short), "  hosts"]);
  for (const from of map.parties) {
    const cells = map.parties.map((to) => {
      const pair = pairOf(one, from.id, to.id);
      return pair ? signOf(pair.now) : "";
    });
    line(from.name, [...cells, hostsSign(from.hosts).padStart(7)]);
  }
}

function changesOf(comparison: Comparison): string[] {
  const { parties, now } = comparison;
  const pairs = parties.flatMap((from) =>
    parties.flatMap((to) => {
      const pair = pairOf(comparison, from.id, to.id);
      if (!pair?.changed) return [];
      return [
        `  ${from.name} → ${to.name}: ${change(passesWords(pair.before), passesWords(pair.now))}`,
        ...(pair.now?.decidedBy ?? []).map(
          ({ extent, words }) => `    ${extent === "none" ? "✗" : "✓"} ${words}`,
        ),
      ];
    }),
  );
  const hosts = parties.flatMap(({ id, name }) => {
    const counts = hostsOf(comparison, id);
    if (!counts.changed) return [];
    return [`  ${name} on ${now.counted}: ${change(hostsWords(counts.before), hostsWords(counts.now))}`];
  });
  return [...pairs, ...hosts];
}
