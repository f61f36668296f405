import type { Clients } from "../../runtime/clients.ts";
import { isAwsError, TaskError } from "../../runtime/errors.ts";
import { redactSecrets } from "../../runtime/redact.ts";
import { runCommands, type Transcript } from "../../session-channel/run-commands.ts";
import { SessionFailed } from "../../session-channel/shell.ts";
import type { Calls } from "../lab.ts";

const METADATA = "http://169.254.169.254/latest";

/** Version 2 of the metadata service wants a token first; version 1, which the guide of 2019 used, answers 401 today. */
export const TOKEN_COMMAND = `TOKEN=$(curl -sX PUT ${METADATA}/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 300')`;

/** Asks the metadata service for one of its entries. */
export const metadataCommand = (path: string): string =>
  `curl -s -H "X-aws-ec2-metadata-token: $TOKEN" ${METADATA}/meta-data/${path}`;

const PING_COMMAND = "ping -c 3 8.8.8.8";

/**
 * The guide's commands as we type them ourselves. Of the role's credentials only the role's name is asked for: the
 * guide's own command prints them, and where sessions are logged the log would keep them.
 */
const COMMANDS = {
  token: TOKEN_COMMAND,
  instanceId: metadataCommand("instance-id"),
  groups: metadataCommand("security-groups"),
  role: metadataCommand("iam/security-credentials/"),
  ping: PING_COMMAND,
};

/** The part of a ping's answer that tells whether anything came back. */
const LOSS = /\d+% packet loss/;

/**
 * Has the guide's session with a server: opens it through the same channel as a terminal does, types the commands
 * and ends it.
 *
 * @param withPing the ping is of the first session only; it takes some seconds
 * @throws TaskError NotYet while the server is not connected; NotSolved in the server's words where it refuses
 */
export async function* haveGuideSession({ ssm }: Clients, target: string, withPing: boolean): Calls {
  const { ping, ...rest } = COMMANDS;
  const commands = [...Object.values(rest), ...(withPing ? [ping] : [])];
  try {
    const reason = "Handrail solves a step of FND203";
    const session = runCommands(ssm, { target, reason }, commands);
    let step = await session.next();
    while (!step.done) {
      const summary = `Opened the session ${step.value} on ${target}`;
      yield { service: "ssm", operation: "StartSession", summary };
      step = await session.next();
    }
    const summary = `Asked the server who it is (${answersOf(step.value)}), and ended the session`;
    yield { service: "ssm", operation: "TerminateSession", summary: redactSecrets(summary) };
  } catch (error) {
    if (isAwsError(error, "TargetNotConnected"))
      throw new TaskError("notYet", `${target} is not connected to Systems Manager: ${error.message}`);
    if (error instanceof SessionFailed)
      throw new TaskError(
        "notSolved",
        redactSecrets(`The session with ${target} did not work. ${error.message}`),
      );
    throw error;
  }
}

/** What the server said of itself, in a few words. */
function answersOf({ commands }: Transcript): string {
  const answer = (command: string) =>
    commands
      .find((one) => one.command === command)
      ?.output.trim()
      .split("\n")
      .join(", ") ?? "";
  const loss = LOSS.exec(answer(COMMANDS.ping))?.[0];
  return [
    `it is ${answer(COMMANDS.instanceId)}`,
    `in ${answer(COMMANDS.groups)}`,
    `with the role ${answer(COMMANDS.role)}`,
    ...(loss ? [`and a ping to 8.8.8.8 ends with ${loss}`] : []),
  ].join(", ");
}
