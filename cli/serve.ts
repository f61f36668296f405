import { HomeInUseError, HomeUnusableError } from "../infra/local/home-lock.ts";
import { type LocalAccount, startLocalAccount } from "../infra/local/local-account.ts";
import { PortInUseError } from "../infra/local/server.ts";
import { tokenOf } from "../infra/local/token.ts";
import { DEFAULT_PACE, localPlace, type PlaceOptions } from "./place-options.ts";
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
  // Before anything is said: whoever reads it may answer with a signal at once.
  const stopped = stopAsked(options.attached ?? false);
  // Whoever attached us reads one pipe, up to the endpoint: on two, a notice might come too late to be shown.
  if (account.notice && options.attached) process.stdout.write(`${account.notice}\n`);
  process.stdout.write(`AWS_ENDPOINT_URL=${account.endpoint}\n`);
  if (account.notice && !options.attached) process.stderr.write(`${account.notice}\n`);
  if (!options.attached) {
    const { AWS_ENDPOINT_URL: _, ...others } = awsVariables({
      endpoint: account.endpoint,
      token: tokenOf(account.cloud),
      ...place,
    });
    for (const [name, value] of Object.entries(others)) process.stdout.write(`${name}=${value}\n`);
    process.stdout.write(
      place.home
        ? `The account is kept in ${place.home}. Ctrl-C stops it.\n`
        : "The account is gone when this ends.\n",
    );
  }
  await stopped;
  await account.stop();
}

/** With a port of the user's: that one or none. Otherwise the usual one, or any if another account has it. */
async function start({ port, pace, home }: ReturnType<typeof localPlace>): Promise<LocalAccount> {
  const listen = port !== undefined || !home ? { port } : { port: DEFAULT_PORT, anyPortIfTaken: true };
  return explain(() => startLocalAccount({ ...listen, pace: pace ?? DEFAULT_PACE, home }));
}

/** Each of these says itself what is wrong and what to do. */
async function explain(start: () => Promise<LocalAccount>): Promise<LocalAccount> {
  try {
    return await start();
  } catch (error) {
    if (
      error instanceof PortInUseError ||
      error instanceof HomeInUseError ||
      error instanceof HomeUnusableError
    )
      throw new Problem(error.message);
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
