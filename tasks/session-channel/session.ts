import {
  ResumeSessionCommand,
  type SSMClient,
  StartSessionCommand,
  TerminateSessionCommand,
} from "@aws-sdk/client-ssm";
import { isAwsError } from "../runtime/errors.ts";
import { type ChannelOptions, SessionChannel } from "./channel.ts";

export interface SessionOptions extends Omit<ChannelOptions, "resume"> {
  /** A managed node: an instance's id. */
  target: string;
  /** Why, for whoever reads the session history. */
  reason?: string;
  /** Asked before each connection; throws where the address is one that we must not speak to. */
  checkUrl?: (url: URL) => void;
}

/** A Session Manager session with its channel open. Whoever opens it ends it. */
export interface Session {
  id: string;
  target: string;
  channel: SessionChannel;
  /** Leaves the channel and terminates the session; one that is over already is fine. */
  end(): Promise<void>;
}

/**
 * Starts a session, as whoever the client's credentials are, with the account's own preferences.
 * @throws what StartSession throws, such as `TargetNotConnected` and `AccessDeniedException`
 */
export async function openSession(ssm: SSMClient, options: SessionOptions): Promise<Session> {
  const { target, reason, checkUrl } = options;
  const started = await ssm.send(new StartSessionCommand({ Target: target, Reason: reason }));
  const id = started.SessionId!;
  const end = () => terminate(ssm, id);
  try {
    checkUrl?.(new URL(started.StreamUrl!));
    const address = { streamUrl: started.StreamUrl!, tokenValue: started.TokenValue! };
    const channel = new SessionChannel(address, { ...options, resume: () => resume(ssm, id, checkUrl) });
    return {
      id,
      target,
      channel,
      end: async () => {
        channel.leave();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** ResumeSession answers no token for a session that is over; unsure whether always, so its refusal says so too. */
async function resume(ssm: SSMClient, id: string, checkUrl?: (url: URL) => void) {
  try {
    const { StreamUrl, TokenValue } = await ssm.send(new ResumeSessionCommand({ SessionId: id }));
    if (!StreamUrl || !TokenValue) return undefined;
    checkUrl?.(new URL(StreamUrl));
    return { streamUrl: StreamUrl, tokenValue: TokenValue };
  } catch (error) {
    if (isAwsError(error, "DoesNotExistException")) return undefined;
    throw error;
  }
}

/** Terminates a session; one that AWS has forgotten is over. */
async function terminate(ssm: SSMClient, id: string): Promise<void> {
  try {
    await ssm.send(new TerminateSessionCommand({ SessionId: id }));
  } catch (error) {
    if (!isAwsError(error, "DoesNotExistException")) throw error;
  }
}
