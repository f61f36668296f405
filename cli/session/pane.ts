import type { SSMClient } from "@aws-sdk/client-ssm";
import type { OpenShell, ServerShell } from "../../tui/shell/shell.ts";
import type { Connection } from "../connection.ts";
import { urlCheck } from "./url-check.ts";

/** Nobody waits longer than this to leave: a session that could not be terminated ends when its idle time is over. */
const CLOSE_TIMEOUT_MS = 10_000;

/** What opens shells on an account's servers, and remembers them, so that none outlives the program. */
export interface Shells {
  open: OpenShell;
  /** Ends all that are open, or are being opened. */
  close(): Promise<void>;
}

/** Shells for a pane of the guided terminal. What they need is loaded with the first of them. */
export function shellsOf(connection: Pick<Connection, "place" | "clientConfig">): Shells {
  const shells = new Set<Promise<ServerShell>>();
  let ssm: SSMClient | undefined;
  const openOn: OpenShell = async (server, options) => {
    const [{ SSMClient }, { openServerShell }] = await Promise.all([
      import("@aws-sdk/client-ssm"),
      import("./server-shell.ts"),
    ]);
    ssm ??= new SSMClient(connection.clientConfig);
    return openServerShell(ssm, server, { ...options, checkUrl: urlCheck(connection) });
  };
  return {
    open: (server, options) => {
      const shell = openOn(server, options);
      const forget = () => shells.delete(shell);
      shells.add(shell);
      // Until AWS has heard of its end: leaving the program waits for that.
      const terminated = shell.then(async ({ ended, end }) => {
        await ended;
        await end();
      });
      terminated.then(forget, forget);
      return shell;
    },
    close: async () => {
      const { promise: tooLong, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
      const ends = [...shells].map(async (shell) => (await shell).end());
      await Promise.race([Promise.allSettled(ends), tooLong]);
      clearTimeout(timer);
      ssm?.destroy();
    },
  };
}
