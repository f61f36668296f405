import { findRunning } from "./local-process.ts";
import { localPlace, type PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";
import { shellLines } from "./shell-environment.ts";

/** `handrail env`: exports for a shell, if the account runs. */
export async function env(options: Omit<PlaceOptions, "lab">): Promise<void> {
  const place = localPlace(options);
  const endpoint = place.home && (await findRunning(place.home));
  if (!endpoint)
    throw new Problem(
      "No local account is running. Start one with `handrail` or `handrail serve`, in another terminal.",
    );
  for (const line of shellLines({ endpoint, ...place })) process.stdout.write(`${line}\n`);
}
