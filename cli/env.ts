import { runningEndpoint } from "../infra/local/home-lock.ts";
import { healthOf } from "./local-process.ts";
import { localPlace, type PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";
import { shellLines, thisProgram } from "./shell-environment.ts";
import type { Shell } from "./shells.ts";

/** `handrail env`: exports for a shell, if the account runs. */
export async function env(options: Omit<PlaceOptions, "lab"> & { shell?: Shell }): Promise<void> {
  const place = localPlace(options);
  const endpoint = await find(place);
  const token = (await healthOf(endpoint))?.token;
  const lines = shellLines({ endpoint, token, ...place }, options.shell, thisProgram(place.home));
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}

/** By its port where one is given, because an account that is kept nowhere has no folder to be found in. */
async function find({ port, home }: ReturnType<typeof localPlace>): Promise<string> {
  const start = "Start one with `handrail` or `handrail serve`, in another terminal.";
  if (port !== undefined) {
    const endpoint = `http://127.0.0.1:${port}`;
    if (await healthOf(endpoint)) return endpoint;
    throw new Problem(`No local account answers on port ${port}. ${start}`);
  }
  const endpoint = home && (await runningEndpoint(home).catch(() => undefined));
  if (!endpoint)
    throw new Problem(`No local account is running in ${home ?? "memory; name its --port"}. ${start}`);
  return endpoint;
}
