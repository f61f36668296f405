import { render } from "ink";
import { App } from "../tui/app.tsx";
import type { OpenSession } from "../tui/session.ts";
import { findLab } from "./labs.ts";
import type { OpenLab } from "./open-lab.ts";
import type { PlaceOptions } from "./place-options.ts";

/** The guided terminal, on the alternate screen: what was there before is there again afterwards. */
export async function terminal(options: PlaceOptions): Promise<void> {
  const guide = findLab(options.lab);
  let lab: Promise<OpenLab> | undefined;
  const open: OpenSession = async (tell) => {
    // Loaded once the first frame is on the screen: the AWS clients take a third of a second.
    lab = import("./open-lab.ts").then(({ openLab }) => openLab(options, tell));
    const { connection, orchestrator, template } = await lab;
    return {
      guide,
      orchestrator,
      template,
      place: {
        kind: connection.place,
        accountId: connection.accountId,
        region: connection.region,
        arn: connection.arn,
        endpoint: connection.endpoint,
      },
    };
  };
  const app = render(<App guide={guide} open={open} />, {
    alternateScreen: true,
    // Decided by start.ts, which has seen a terminal on both ends.
    interactive: true,
    exitOnCtrlC: false,
    incrementalRendering: true,
  });
  await app.waitUntilExit();
  await lab?.then(({ connection }) => connection.close()).catch(() => undefined);
}
