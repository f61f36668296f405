import { randomInt } from "node:crypto";
import { AwsError } from "../../../errors.ts";
import { globalContext } from "../../../policy/context.ts";
import type { Principal } from "../../../principal.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { identityOf } from "../../iam/identity.ts";
import { managedNodes } from "../nodes/nodes.ts";
import { describeSessions } from "./describe-sessions.ts";
import { findLive, openLive } from "./live-sessions.ts";
import { planSession } from "./preferences.ts";
import { addSession, endSession, type SessionRecord, sessionsStore } from "./store.ts";

/** Observed: the agent has opened its end of the channel within a second or so. */
const CONNECTING_MS = 1_000;

export const sessionOperations = {
  StartSession: async (input, call) => {
    const { Target = "", DocumentName, Reason, Parameters } = input;
    validateMembers("ValidationException", {
      target: [Target, { min: 1, max: 400 }],
      reason: [Reason, { min: 1, max: 256 }],
      documentName: [DocumentName, { pattern: "[a-zA-Z0-9_\\-.:/]{3,128}" }],
    });
    const plan = planSession(call, DocumentName, Parameters);
    const [node] = await managedNodes(call, Target);
    // Observed.
    if (!node?.connected) throw new AwsError("TargetNotConnected", `${Target} is not connected.`);
    const session: SessionRecord = {
      id: newSessionId(call.principal),
      target: Target,
      owner: call.principal.arn,
      ownerId: ownerId(call),
      documentName: plan.documentName,
      ...(Reason === undefined ? {} : { reason: Reason }),
      ...(plan.inputs.maxSessionDuration === ""
        ? {}
        : { maxSessionDuration: plan.inputs.maxSessionDuration }),
      started: call.cloud.clock.now(),
      connectedAt: call.cloud.clock.after(CONNECTING_MS),
    };
    addSession(call.cloud, call, session);
    const live = openLive(call, session, plan);
    return { SessionId: session.id, TokenValue: live.newToken(), StreamUrl: streamUrl(call, session.id) };
  },

  ResumeSession: ({ SessionId = "" }, call) => {
    const session = call.store(sessionsStore).sessions[SessionId];
    if (!session) throw new AwsError("DoesNotExistException", `Session with id ${SessionId} does not exist.`);
    // A session that is over has nothing to come back to: its client sees that there is no token.
    const live = session.end ? undefined : findLive(call.cloud, SessionId);
    if (!live) return { SessionId };
    return { SessionId, TokenValue: live.newToken(), StreamUrl: streamUrl(call, SessionId) };
  },

  // The API reference names no error for a session that is over, or never was.
  TerminateSession: ({ SessionId = "" }, call) => {
    validateMembers("ValidationException", { sessionId: [SessionId, { min: 1, max: 96 }] });
    const live = findLive(call.cloud, SessionId);
    if (live) live.end("Terminated", "");
    else endSession(call.cloud, call, SessionId, { status: "Terminated" });
    return { SessionId };
  },

  DescribeSessions: describeSessions,
} satisfies Operations<"ssm">;

/** Where the data channel of a session is: the account's own port. */
function streamUrl({ cloud }: Call, id: string): string {
  const endpoint = cloud.endpoint.replace(/^http/, "ws");
  return `${endpoint}/v1/data-channel/${encodeURIComponent(id)}?role=publish_subscribe`;
}

const ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** Observed: the user's or the role session's name, and 26 random characters; older sessions have 17 hex digits. */
function newSessionId(principal: Principal): string {
  const name =
    principal.type === "user" ? principal.name : principal.type === "role" ? principal.sessionName : "root";
  let random = "";
  while (random.length < 26) random += ID_CHARACTERS[randomInt(ID_CHARACTERS.length)];
  return `${name}-${random}`;
}

function ownerId({ cloud, principal, region }: Call): string {
  const identity = identityOf(cloud, principal);
  const context = globalContext(cloud, principal, identity, { region, resourceAccount: principal.accountId });
  return context.get("aws:userid")?.[0] ?? "";
}
