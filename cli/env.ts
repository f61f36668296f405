import { runningEndpoint } from "../infra/local/home-lock.ts";
import { healthOf } from "./local-process.ts";
import { localPlace, type PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";
import { shellLines, thisProgram } from "./shell-environment.ts";
import type { Shell } from "./shells.ts";

/** `handrail env`: exports for a shell, if the account runs. */
export async function env(options: Omit<PlaceOptions, "lab"> & { shell?: Shell }): Promise<void> {
  const place = localPlace(options);
  const found = await find(place);
  const lines = shellLines({ ...found, ...place }, options.shell, thisProgram(place.home));
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}

/** By its port where one is given, because an account that is kept nowhere has no folder to be found in. */
async function find({ port, home }: ReturnType<typeof localPlace>) {
  const endpoint =
    port === undefined
      ? home && (await runningEndpoint(home).catch(() => undefined))
      : `http://127.0.0.1:${port}`;
  const health = endpoint && (await healthOf(endpoint));
  if (health) return { endpoint, token: health.token };
  const which =
    port === undefined
      ? `No local account is running in ${home ?? "memory; name its --port"}.`
      : `No local account answers on port ${port}.`;
  throw new Problem(`${which} Start one with \`handrail\` or \`handrail serve\`, in another terminal.`);
}
