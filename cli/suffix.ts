import { userInfo } from "node:os";
import { InvalidArgumentError } from "commander";
import { suffixProblem } from "../tui/suffix-problem.ts";

/** @throws InvalidArgumentError saying what a suffix may be */
export function parseSuffix(value: string): string {
  const problem = suffixProblem(value);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  return value;
}

/**
 * What we propose where nobody named a suffix: the name of whoever is logged in, as far as a bucket's name may hold
 * it. In containers without users there is none.
 */
export function proposedSuffix(): string {
  const name = userName()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 41)
    .replaceAll(/^-+|-+$/g, "");
  return name || "participant";
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
