import { EC2Client } from "@aws-sdk/client-ec2";
import { SSMClient } from "@aws-sdk/client-ssm";
import { openPlace, type PlaceOptions } from "./place-options.ts";
import { findServer } from "./session/find-server.ts";
import { sessionInPipe } from "./session/piped.ts";
import { sessionInTerminal } from "./session/terminal.ts";
import { urlCheck } from "./session/url-check.ts";

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * `handrail session [INSTANCE]`: a Session Manager session with a server, as whoever the credentials lead to.
 *
 * @param wanted an instance's id or its Name tag; absent, the lab's own server
 */
export async function session(wanted: string | undefined, options: PlaceOptions): Promise<void> {
  const connection = await openPlace(options);
  const ec2 = new EC2Client(connection.clientConfig);
  const ssm = new SSMClient(connection.clientConfig);
  try {
    for (const notice of connection.notices) tell(notice);
    const server = await findServer(ec2, wanted);
    const { stdin, stdout } = process;
    const checkUrl = urlCheck(connection);
    if (stdin.isTTY && stdout.isTTY)
      await sessionInTerminal(ssm, server, checkUrl, { input: stdin, output: stdout, tell });
    else
      process.exitCode = await sessionInPipe(ssm, server, checkUrl, {
        input: stdin,
        write: (text) => void stdout.write(text),
      });
  } finally {
    ec2.destroy();
    ssm.destroy();
    await connection.close();
  }
}
