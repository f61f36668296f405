import type { Connection } from "../connection.ts";
import { Problem } from "../problem.ts";

/** What the user types goes to the account that they chose: the local one is on this machine, and AWS is encrypted. */
export const urlCheck =
  ({ place }: Pick<Connection, "place">) =>
  (url: URL): void => {
    const right = place === "local" ? url.hostname === "127.0.0.1" : url.protocol === "wss:";
    if (!right)
      throw new Problem(`The session's address is ${url.origin}, which Handrail does not speak to.`);
  };
