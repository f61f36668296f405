import { expect } from "vitest";
import { type AtTheEnd, start, temporaryFolder } from "../../helpers/program.ts";
import { trap } from "../../helpers/trap.ts";
import { type CdkPlace, cdk } from "./cli.ts";

interface ClientConfig {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  forcePathStyle: boolean;
}

/** An SDK client on the account. */
export type MakeClient = <C extends { destroy(): void }>(Client: new (config: ClientConfig) => C) => C;

export interface CdkAccount {
  client: MakeClient;
  place: CdkPlace;
  /** How many connections would have left this machine. */
  escapes(): number;
  /** Runs the CLI, expects it to succeed, and answers what it said. */
  cdk(...args: string[]): Promise<string>;
}

/** The program as it ships serving an account, the CDK's CLI on it, and a trap on every other way. */
export async function openAccount(atTheEnd: AtTheEnd): Promise<CdkAccount> {
  const { url: proxy, calls } = await trap(atTheEnd);
  const serve = start(
    await temporaryFolder(atTheEnd),
    ["serve", "--pace", "instant", "--port", "0", "--ephemeral"],
    {},
    atTheEnd,
  );
  const [, endpoint = ""] = await serve.said(/^AWS_ENDPOINT_URL=(\S+)\n/);
  const place = { home: await temporaryFolder(atTheEnd), endpoint, proxy };
  return {
    place,
    escapes: calls,
    client(Client) {
      const credentials = { accessKeyId: "123456789012", secretAccessKey: "test" };
      const client = new Client({ endpoint, region: "us-east-1", credentials, forcePathStyle: true });
      atTheEnd(async () => client.destroy());
      return client;
    },
    async cdk(...args) {
      const { exitCode, stdout, stderr } = await cdk(place, ...args);
      expect(exitCode, `cdk ${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
      return stdout + stderr;
    },
  };
}
