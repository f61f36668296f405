import { SSMClient } from "@aws-sdk/client-ssm";
import type { OpenShell, ServerShell } from "../../tui/shell/shell.ts";
import type { Connection } from "../connection.ts";
import { openServerShell } from "./server-shell.ts";
import { urlCheck } from "./url-check.ts";

/** Nobody waits longer than this to leave: a session that could not be terminated ends when its idle time is over. */
const CLOSE_TIMEOUT_MS = 3_000;

/** What opens shells on an account's servers, and remembers them, so that none outlives the program. */
export interface Shells {
  open: OpenShell;
  /** Ends all that are open, or are being opened. */
  close(): Promise<void>;
}

/** Shells for a pane of the guided terminal. */
export function shellsOf(connection: Connection): Shells {
  const ssm = new SSMClient(connection.clientConfig);
  const shells = new Set<Promise<ServerShell>>();
  return {
    open: (server, options) => {
      const shell = openServerShell(ssm, server, { ...options, checkUrl: urlCheck(connection) });
      shells.add(shell);
      shell
        .then(({ ended }) => ended)
        .then(
          () => shells.delete(shell),
          () => shells.delete(shell),
        );
      return shell;
    },
    close: async () => {
      const { promise: tooLong, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
      const ends = [...shells].map(async (shell) => (await shell).end());
      await Promise.race([Promise.allSettled(ends), tooLong]);
      clearTimeout(timer);
      ssm.destroy();
    },
  };
}
