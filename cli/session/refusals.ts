import { Problem } from "../problem.ts";
import type { Server } from "./find-server.ts";

/** What StartSession's refusal means for whoever wanted the session, in words that say what to do. */
export function explainRefusal(error: unknown, server: Server): unknown {
  if (!(error instanceof Error)) return error;
  const where = server.name === undefined ? server.id : `${server.name} (${server.id})`;
  switch (error.name) {
    case "TargetNotConnected":
      return new Problem(
        [
          `${where} is not connected to Systems Manager. (AWS: ${error.message})`,
          "A server registers 1 to 3 minutes after it has started, and up to 10 when it is behind VPC endpoints. If it has run for longer, its agent cannot get through: is the instance profile there, are the endpoints ssm and ssmmessages, and do the group's outbound rules and the subnet's network ACL allow HTTPS to them? handrail verify session says what is missing.",
        ].join("\n"),
      );
    case "AccessDeniedException":
      return new Problem(
        `You may not open a session on ${where}: ${error.message}\nWho starts one needs ssm:StartSession on the instance and on the session document, and ssm:TerminateSession and ssm:ResumeSession for their own sessions.`,
      );
    case "InvalidDocument":
    case "InvalidDocumentContent":
      return new Problem(
        `The Session Manager preferences of this Region cannot be used: ${error.message}\nThey are the document SSM-SessionManagerRunShell. handrail verify session-preferences says what is wrong with them.`,
      );
    default:
      return error;
  }
}

/** What it means that a session's connection is gone, in the channel's own words. */
export const explainLoss = (reason: string, { name, id }: Server): Problem =>
  new Problem(`The session on ${name ?? id} is over: ${reason}`);

/** What an agent or a channel says of a session that ended before its shell was there. */
export function explainEnd(reason: string, server: Server): Problem {
  const words = reason || "It gave no reason.";
  const preferences = /encryption|bucket|log group/i.test(words)
    ? "\nThe agent checks where the preferences want the session's log before it lets anybody in: the bucket or log group that they name must exist, be encrypted as they say, and be the server's role to write. handrail verify session-preferences says which."
    : "";
  return new Problem(`${server.name ?? server.id} refused the session: ${words}${preferences}`);
}
