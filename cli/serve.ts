import { type LocalAccount, startLocalAccount } from "../infra/local/local-account.ts";
import { localPlace, type PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";
import { awsVariables } from "./shell-environment.ts";

export type ServeOptions = Omit<PlaceOptions, "lab"> & {
  /** Started by another Handrail: end when it does. */
  attached?: boolean;
};

/** Where the account listens when nobody says otherwise, so that a shell's exports last longer than one run. */
const DEFAULT_PORT = 4203;

/** `handrail serve`: runs the local account alone, until it is told to stop. */
export async function serve(options: ServeOptions): Promise<void> {
  const place = localPlace(options);
  const account = await start(place);
  process.stdout.write(`AWS_ENDPOINT_URL=${account.endpoint}\n`);
  if (account.notice) process.stderr.write(`${account.notice}\n`);
  if (!options.attached) {
    const { AWS_ENDPOINT_URL: _, ...others } = awsVariables({ endpoint: account.endpoint, ...place });
    for (const [name, value] of Object.entries(others)) process.stdout.write(`${name}=${value}\n`);
    process.stdout.write(
      place.home
        ? `The account is kept in ${place.home}. Ctrl-C stops it.\n`
        : "The account is gone when this ends.\n",
    );
  }
  await stopAsked(options.attached ?? false);
  await account.stop();
}

/** With a port of the user's: that one or none. Otherwise the usual one, or any that is free. */
async function start({ port, pace, home }: ReturnType<typeof localPlace>): Promise<LocalAccount> {
  const common = { pace, home };
  if (port !== undefined || !home) return explain(() => startLocalAccount({ ...common, port }));
  try {
    return await startLocalAccount({ ...common, port: DEFAULT_PORT });
  } catch (error) {
    if (!(error instanceof Error && error.name === "PortInUseError"))
      return explain(() => Promise.reject(error));
    return explain(() => startLocalAccount(common));
  }
}

async function explain(start: () => Promise<LocalAccount>): Promise<LocalAccount> {
  try {
    return await start();
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException;
    if (name === "PortInUseError" || name === "HomeInUseError") throw new Problem(message);
    if (code === "EACCES" || code === "EROFS" || code === "ENOTDIR" || code === "ENOSPC")
      throw new Problem(
        `The account's folder cannot be used: ${message}. Set HANDRAIL_HOME to a folder of yours.`,
      );
    throw error;
  }
}

function stopAsked(attached: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (attached) {
      process.stdin.on("end", resolve).on("error", resolve).resume();
      // The terminal's Ctrl-C is for whoever started us.
      process.on("SIGINT", () => {});
    } else process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
    process.once("SIGHUP", resolve);
  });
}
