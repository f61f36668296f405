import type { CloudState } from "../../infra/local/cloud.ts";
import {
  type CloudFormationState,
  cloudFormationStore,
} from "../../infra/local/services/cloudformation/store.ts";
import { type EventsState, eventsStore } from "../../infra/local/services/cloudtrail/events/store.ts";
import { type LogsState, logsStore } from "../../infra/local/services/logs/store.ts";
import { type StatesStore, statesStore } from "../../infra/local/services/states/store.ts";

/**
 * An account's stores without what happened in it: log events, executions, Event history, and stacks' events. It is
 * most of an account, and nothing that is there. What is left is the account's own, not a copy.
 */
export function withoutPast(account: CloudState[string]): CloudState[string] {
  return Object.fromEntries(
    Object.entries(account).map(([region, stores]) => [
      region,
      Object.fromEntries(
        Object.entries(stores).map(([name, state]) => [name, LIGHTER[name]?.(state as never) ?? state]),
      ),
    ]),
  );
}

/** By the stores' names. Sequence numbers go on: trails know by them what they have delivered. */
const LIGHTER: Record<string, (state: never) => object> = {
  [statesStore.name]: (state: StatesStore) => ({ ...state, executions: {}, mapRuns: {} }),
  [eventsStore.name]: ({ next }: EventsState): EventsState => ({ ...eventsStore.create(NOWHERE), next }),
  [logsStore.name]: (state: LogsState): LogsState => ({
    ...state,
    groups: mapped(state.groups, (group) => ({
      ...group,
      streams: mapped(group.streams, (stream) => ({ ...stream, packed: [], events: [] })),
    })),
  }),
  [cloudFormationStore.name]: (state: CloudFormationState): CloudFormationState => ({
    ...state,
    stacks: mapped(state.stacks, (stack) => ({ ...stack, events: [] })),
  }),
};

const NOWHERE = { accountId: "", region: "" };

function mapped<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
