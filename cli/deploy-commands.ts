import { deployOrchestrator, removeOrchestrator } from "../infra/deploy.ts";
import type { Connection } from "./connection.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { dist } from "./open-lab.ts";
import { outputTo } from "./output.ts";
import { openPlace, type PlaceOptions } from "./place-options.ts";

const { tell } = outputTo(process.stdout);

/** `handrail deploy` */
export const deploy = (options: PlaceOptions): Promise<void> =>
  withPlace(options, async (connection) => {
    const stack = await deployOrchestrator(connection, dist, tell, tell);
    tell(`The stack ${stack.StackName} is in state ${stack.StackStatus}.`);
  });

/** `handrail undeploy` */
export const undeploy = (options: PlaceOptions): Promise<void> =>
  withPlace(options, async (connection) => {
    await removeOrchestrator(connection, tell);
    tell(`Nothing of Handrail is left in ${connection.accountId}, ${connection.region}.`);
  });

async function withPlace(
  options: PlaceOptions,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = await openPlace(options);
  try {
    await work(connection);
  } catch (error) {
    throw explainRefusal(error, connection);
  } finally {
    await connection.close();
  }
}
