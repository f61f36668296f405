import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { type Deployed, deployOrchestrator, findOrchestrator } from "../infra/deploy.ts";
import type { LabGuide } from "../tasks/labs/lab.ts";
import { Orchestrator } from "../tui/execution/orchestrator.ts";
import type { Connection } from "./connection.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { findLab } from "./labs.ts";
import { openPlace, type PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";

/** A lab to work in: the account, its state machines, and the guide. */
export interface OpenLab {
  connection: Connection;
  orchestrator: Orchestrator;
  guide: LabGuide;
  /** The template to build instead of the lab's own. */
  template?: string;
  /** What the participant adds to bucket names, if they said so beforehand. */
  suffix?: string;
}

/** The folder of the build that this program is part of. */
export const dist = new URL(".", import.meta.url).pathname;

/** An account that is open, and that has no state machines to work with, or those of another build. */
export interface NotReady extends Deployed {
  connection: Connection;
  guide: LabGuide;
  /** To work with what is there. */
  lab?: OpenLab;
}

/**
 * Opens the account and its state machines. The local account gets them by itself; in an AWS account the user puts
 * them there with `handrail deploy --aws`, because that is something to know of.
 *
 * @param signal closes the account, even while it is being opened
 * @throws Problem saying what to do
 */
export async function openLab(
  options: PlaceOptions,
  tell: (line: string) => void,
  signal?: AbortSignal,
): Promise<OpenLab> {
  // A command waits for its account and prints lines: 50 MB of room would save it no time. The terminal, which draws,
  // keeps it.
  setFlagsFromString("--optimize-for-size");
  const opened = await openAccount(options, tell, signal);
  if (!("found" in opened)) return opened;
  if (opened.lab) return opened.lab;
  const { connection, found, stackStatus } = opened;
  await connection.close();
  throw new Problem(
    found === "nothing"
      ? `The account ${connection.accountId} has no Handrail in ${connection.region} yet. Put it there with: handrail deploy --aws`
      : `Handrail is not complete in the account ${connection.accountId}, ${connection.region}: its stack is in state ${stackStatus}. Put it right with: handrail deploy --aws`,
  );
}

/**
 * Opens the account, and says where it is not ready for a lab.
 *
 * @param signal closes the account, even while it is being opened
 * @throws Problem saying what to do
 */
export async function openAccount(
  options: PlaceOptions,
  tell: (line: string) => void,
  signal?: AbortSignal,
): Promise<OpenLab | NotReady> {
  const guide = findLab(options.lab);
  const template = options.template === undefined ? undefined : await readTemplate(options.template);
  const connection = await openPlace(options);
  const close = () => connection.close();
  signal?.addEventListener("abort", close, { once: true });
  try {
    signal?.throwIfAborted();
    for (const notice of connection.notices) tell(notice);
    if (connection.place === "local") await deployOrchestrator(connection, dist, tell);
    // What was deployed just now is of this build.
    const deployed: Deployed =
      connection.place === "local" ? { found: "this-build" } : await findOrchestrator(connection, dist);
    const orchestrator = await Orchestrator.find(connection);
    const lab = orchestrator && { connection, orchestrator, guide, template, suffix: options.suffix };
    if (lab && deployed.found === "this-build") return lab;
    return { ...deployed, connection, guide, lab: deployed.found === "other-build" ? lab : undefined };
  } catch (error) {
    await close();
    throw connection.place === "aws" ? explainRefusal(error, connection) : error;
  }
}

/** CloudFormation's own limit for a template that is handed over as text. */
const TEMPLATE_LIMIT = 51_200;

async function readTemplate(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT")
      throw new Problem(
        `There is no file ${path}. --template takes a CloudFormation template in JSON or YAML.`,
      );
    throw new Problem(
      error.code === "EISDIR"
        ? `${path} is a folder. --template takes a CloudFormation template in JSON or YAML.`
        : `The template ${path} cannot be read: ${error.message}.`,
    );
  });
  const size = Buffer.byteLength(text);
  if (size > TEMPLATE_LIMIT)
    throw new Problem(
      `The template ${path} has ${size.toLocaleString("en")} bytes, and CloudFormation takes ${TEMPLATE_LIMIT.toLocaleString("en")} at most this way.`,
    );
  if (!/Resources["']?\s*:/.test(text))
    throw new Problem(`The file ${path} is no CloudFormation template: it has no Resources section.`);
  return text;
}
