import { createHash } from "node:crypto";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { STSClient } from "@aws-sdk/client-sts";
import type { CleanUpInput, FleetRequest, Quarantine } from "../../workflows/contract.ts";
import { isAwsError, TaskError } from "../runtime/errors.ts";
import { enterAccount, type OwnPlace } from "./lab-account.ts";
import { refusalWords } from "./refusal-words.ts";
import { underWay } from "./under-way.ts";

type Start = Extract<FleetRequest, { do: "start" }>;

/**
 * Has an account clean up, or plan to. Asked for again, because an answer was lost, it is the same execution.
 *
 * @throws TaskError `Quarantined`, or of a plan `NotPlanned`, where the passes are used up; a Quarantine as its message
 * @throws TaskError `Quarantined`, or `AccountBusy` before the first pass, where another run is under way by now
 */
export async function startPass(
  sts: STSClient,
  own: OwnPlace,
  request: Start,
): Promise<{ execution: string }> {
  const { account, machine, mode, lab, pass, most, last, again } = request;
  if (pass > most && last) throw quarantined(mode, { account, ...last });
  const name = passName(request);
  const busy = again ? await busyWords(sts, own, request, name) : undefined;
  if (busy && last) throw quarantined(mode, { account, ...last, left: { ...last.left, cause: busy } });
  if (busy) throw new TaskError("accountBusy", busy);
  const sfn = new SFNClient(await enterAccount(sts, own, account.id, ["states:StartExecution"], machine));
  const input: CleanUpInput = { lab, approval: mode === "plan" ? "withheld" : "given" };
  try {
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: machine, name, input: JSON.stringify(input) }),
    );
    return { execution: executionArn! };
  } catch (error) {
    // It was begun before, and has ended since.
    if (!isAwsError(error, "ExecutionAlreadyExists")) throw error;
    return { execution: `${machine.replace(":stateMachine:", ":execution:")}:${name}` };
  }
}

/** What else is under way in an account, in a sentence: somebody may have begun to work there since it was looked at. */
async function busyWords(
  sts: STSClient,
  own: OwnPlace,
  { account, machine }: Start,
  name: string,
): Promise<string | undefined> {
  const lab = await enterAccount(sts, own, account.id, ["states:ListExecutions"]);
  const about = await underWay(new SFNClient(lab), machine, name);
  return about && refusalWords("busy", { pattern: "", about });
}

const quarantined = (mode: Start["mode"], quarantine: Quarantine): Error =>
  withoutStack(new TaskError(mode === "plan" ? "notPlanned" : "quarantined", JSON.stringify(quarantine)));

/**
 * A clean-up is named as a terminal names one, so that it is part of the lab's history in its account. A plan is not: nothing
 * comes of it, and whoever opens a terminal there is not to take the lab for cleaned up.
 */
function passName({ lab, mode, account, reset, since, pass }: Start): string {
  const mark = createHash("sha256").update(`${reset}/${account.id}/${pass}`).digest("hex").slice(0, 12);
  if (mode === "plan") return `reset-plan-${mark}`;
  const time = since.replace(/[-:]/g, "").slice(0, 15);
  return `${lab}-clean-up-${time}-${mark}`;
}

/** Lambda tells an error's stack besides its message, which the stack has in it again; there is no bug to be found by it. */
function withoutStack(error: Error): Error {
  error.stack = error.name;
  return error;
}
