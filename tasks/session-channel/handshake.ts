import { actionStatus, type HandshakeResponse } from "./payloads.ts";

/** The version that we give ourselves; agents compare it with what their features need of AWS's own client. */
export const CLIENT_VERSION = "1.2.707.0";

/** The session types that are a stream of characters, which is what we can show. */
const SESSION_TYPES = ["Standard_Stream", "InteractiveCommands", "NonInteractiveCommands"];

/** How an agent's handshake request is to be answered. */
export interface HandshakeAnswer {
  response: HandshakeResponse;
  /** Why the session cannot go on with us, in words for its user; absent where it can. */
  refusal?: string;
}

interface Processed {
  action: HandshakeResponse["ProcessedClientActions"][number];
  refusal?: string;
}

/**
 * Answers what an agent asks of the client before a session.
 *
 * Known gaps, each refused in words: sessions encrypted with a KMS key (the preferences' "KMS encryption"), which need
 * the key's challenge answered, and port forwarding.
 *
 * @param request the payload of the agent's message: `RequestedClientActions`, each with its `ActionType` and
 *   `ActionParameters`
 */
export function answerHandshake(request: Record<string, unknown> | undefined): HandshakeAnswer {
  const requested = request?.RequestedClientActions;
  const processed = (Array.isArray(requested) ? requested : []).map(processAction);
  const refusals = processed.flatMap(({ refusal }) => refusal ?? []);
  return {
    response: {
      ClientVersion: CLIENT_VERSION,
      ProcessedClientActions: processed.map(({ action }) => action),
      Errors: refusals,
    },
    ...(refusals.length > 0 ? { refusal: refusals.join(" ") } : {}),
  };
}

function processAction(action: { ActionType?: unknown; ActionParameters?: unknown } | null): Processed {
  const ActionType = String(action?.ActionType);
  if (ActionType === "SessionType") return processSessionType(sessionTypeOf(action?.ActionParameters));
  const refusal =
    ActionType === "KMSEncryption"
      ? "This session is to be encrypted with a KMS key, which Handrail's client cannot do. Leave KMS encryption out of the Session Manager preferences, or use the AWS CLI with AWS's Session Manager plugin."
      : `The server asks for ${ActionType}, which Handrail's client does not know.`;
  const ActionStatus = ActionType === "KMSEncryption" ? actionStatus.failed : actionStatus.unsupported;
  return { action: { ActionType, ActionStatus, Error: refusal }, refusal };
}

function processSessionType(sessionType: string | undefined): Processed {
  const ActionType = "SessionType";
  if (sessionType !== undefined && SESSION_TYPES.includes(sessionType))
    return { action: { ActionType, ActionStatus: actionStatus.success } };
  const refusal = `Handrail's client shows sessions with a shell. This one is of the type ${sessionType ?? "that nobody named"}: for port forwarding, use the AWS CLI with AWS's Session Manager plugin.`;
  return { action: { ActionType, ActionStatus: actionStatus.failed, Error: refusal }, refusal };
}

function sessionTypeOf(parameters: unknown): string | undefined {
  if (typeof parameters !== "object" || parameters === null) return undefined;
  const { SessionType } = parameters as { SessionType?: unknown };
  return typeof SessionType === "string" ? SessionType : undefined;
}
