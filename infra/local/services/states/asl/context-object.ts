import type { Branch } from "../branch.ts";
import type { MapItem } from "../frames.ts";
import type { JsonObject } from "./definition.ts";

/** The types of state that can be retried: the only ones whose context counts retries (observed). */
const RETRIED = new Set(["Task", "Parallel", "Map"]);

/** The context object: `$$` in JSONPath, `$states.context` in JSONata. */
export function contextObject(branch: Branch): JsonObject {
  const { test } = branch.run;
  if (test?.context) return test.context;
  const { execution } = branch.run;
  const { entered, state, work } = branch.frame;
  const context: JsonObject = {
    Execution: {
      Id: execution.arn,
      Input: branch.run.input,
      StartTime: execution.startDate.toISOString(),
      Name: execution.name,
      RoleArn: execution.roleArn,
      RedriveCount: execution.redriveCount ?? 0,
      ...(execution.redriveDate && { RedriveTime: execution.redriveDate.toISOString() }),
    },
    StateMachine: { Id: execution.machineArn, Name: execution.machineName },
    State: {
      Name: state,
      EnteredTime: (entered?.at ?? new Date()).toISOString(),
      ...(RETRIED.has(branch.state.Type) && { RetryCount: entered?.retries ?? 0 }),
    },
  };
  if (work?.kind === "task" && work.token) context.Task = { Token: work.token };
  const item = itemOf(branch);
  if (item) context.Map = { Item: itemContext(item) };
  return context;
}

/** What the context object says of a Map state's item: `$$.Map.Item`. */
export const itemContext = ({ index, value, key, source }: MapItem): JsonObject => ({
  Index: index,
  Value: value,
  ...(key !== undefined && { Key: key }),
  Source: source,
});

/** The nearest Map iteration that this branch is inside of. */
function itemOf(branch: Branch): Branch["frame"]["item"] {
  return branch.frame.item ?? (branch.parent && itemOf(branch.parent));
}
