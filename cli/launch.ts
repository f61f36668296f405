import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_ACCOUNT_ID } from "../infra/local/default-account.ts";
import type { LabGuide } from "../tasks/labs/lab.ts";
import type { Choice } from "../tui/session.ts";
import { findLab, LABS } from "./labs.ts";
import { localHome, type PlaceOptions } from "./place-options.ts";
import { DEFAULT_REGION } from "./shell-environment.ts";

/** Options that only the local account has: whoever gives one has said where to work. */
const LOCAL_OPTIONS = ["home", "ephemeral", "port", "pace", "accountId"] as const;

/** What of the start screen's questions is answered already, and what to propose for the rest. */
export interface Answers {
  chosen?: Choice;
  suggested: Choice;
}

/**
 * Options answer, and so does a lab that was begun in the local account: one goes on with that. Nothing but this
 * machine's files is looked at.
 *
 * @param labNamed whether the lab was asked for by name
 */
export async function answersOf(options: PlaceOptions, labNamed: boolean): Promise<Answers> {
  const guide = findLab(options.lab);
  const named = kindNamed(options);
  if (named && (labNamed || LABS.length === 1)) return answered({ guide, kind: named });
  const begun = named === "aws" ? undefined : await begunLab(options);
  if (begun && (!labNamed || begun === guide)) return answered({ guide: begun, kind: "local" });
  return { suggested: { guide, kind: named ?? "local" } };
}

const answered = (choice: Choice): Answers => ({ chosen: choice, suggested: choice });

function kindNamed(options: PlaceOptions): Choice["kind"] | undefined {
  if (options.aws) return "aws";
  // A profile without --aws is a mistake, which opening the local account explains.
  if (options.profile || LOCAL_OPTIONS.some((option) => options[option] !== undefined)) return "local";
  return undefined;
}

/** The lab that a state machine of Handrail's has worked on in the local account, the latest in the file. */
async function begunLab(options: PlaceOptions): Promise<LabGuide | undefined> {
  const { accountId = DEFAULT_ACCOUNT_ID, region = DEFAULT_REGION } = options;
  const home = localHome(options);
  if (!home) return undefined;
  const saved = await readFile(join(home, "account.json"), "utf8").catch(() => "");
  // Found by the executions' ARNs: the file is the account's own affair, and reading it takes as long as opening it.
  const executions = `:states:${region}:${accountId}:execution:handrail-[a-z-]+:`;
  return LABS.find(({ id }) => new RegExp(`${executions}${id}-`).test(saved));
}

/** The options that a place understands: the other's were for the other. */
export function optionsFor({ guide, kind }: Choice, options: PlaceOptions): PlaceOptions {
  const { lab: _, aws: __, profile, home, ephemeral, port, pace, accountId, ...both } = options;
  const common = { ...both, lab: guide.id };
  return kind === "aws"
    ? { ...common, aws: true, profile }
    : { ...common, home, ephemeral, port, pace, accountId };
}
