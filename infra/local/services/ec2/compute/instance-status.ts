import type { InstanceStatus } from "@aws-sdk/client-ec2";
import type { Call, Operations } from "../../../service.ts";
import { supports } from "../errors.ts";
import { applyFilters } from "../filters.ts";
import { find } from "../kinds.ts";
import { page } from "../paging.ts";
import { ec2, type InstanceRecord } from "../store.ts";
import { instanceState, stateAt, stateSince } from "./instance-state.ts";

/** The reachability checks begin with `running` and pass within some two minutes. */
const INITIALIZING = 120_000;

export const instanceStatusOperations: Operations<"ec2"> = {
  DescribeInstanceStatus(input, call) {
    supports(input, "InstanceIds", "Filters", "IncludeAllInstances", "MaxResults", "NextToken");
    const store = ec2(call);
    const records = input.InstanceIds?.length
      ? input.InstanceIds.map((id) => find(store, "instances", id, "instanceId"))
      : Object.values(store.instances);
    const shaped = records
      .map((instance) => status(call, instance))
      .filter((it) => input.IncludeAllInstances || it.InstanceState?.Name === "running");
    const found = applyFilters(
      shaped,
      input.Filters,
      {
        "availability-zone": (it) => it.AvailabilityZone,
        "event.code": () => [],
        "instance-state-code": (it) => it.InstanceState?.Code,
        "instance-state-name": (it) => it.InstanceState?.Name,
        "instance-status.reachability": (it) => it.InstanceStatus?.Details?.map((detail) => detail.Status),
        "instance-status.status": (it) => it.InstanceStatus?.Status,
        "system-status.reachability": (it) => it.SystemStatus?.Details?.map((detail) => detail.Status),
        "system-status.status": (it) => it.SystemStatus?.Status,
      },
      () => [],
    );
    const { items, NextToken } = page(found, input, { ids: input.InstanceIds, idsParameter: "instancesSet" });
    return { InstanceStatuses: items, NextToken };
  },
};

function status(call: Call, instance: InstanceRecord): InstanceStatus {
  const { clock } = call.cloud;
  const now = clock.now();
  const state = stateAt(instance, now);
  const since = stateSince(instance, now).getTime();
  const initializing = now.getTime() < since + clock.scaled(INITIALIZING);
  const summary =
    state !== "running"
      ? { Status: "not-applicable" as const }
      : initializing
        ? {
            Status: "initializing" as const,
            Details: [{ Name: "reachability" as const, Status: "initializing" as const }],
          }
        : {
            Status: "ok" as const,
            Details: [{ Name: "reachability" as const, Status: "passed" as const }],
          };
  return {
    InstanceId: instance.InstanceId,
    AvailabilityZone: instance.Placement?.AvailabilityZone,
    InstanceState: instanceState(state),
    InstanceStatus: summary,
    SystemStatus: summary,
    Events: [],
  };
}
