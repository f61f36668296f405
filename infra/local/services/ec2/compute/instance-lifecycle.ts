import type { InstanceStateChange, InstanceStateName } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { required, supports } from "../errors.ts";
import { find } from "../kinds.ts";
import { type Ec2Store, ec2, type InstanceRecord } from "../store.ts";
import { afterRestart, firstBoot } from "./first-boot.ts";
import { instanceState, stateAt } from "./instance-state.ts";
import { detach } from "./interface-attachment.ts";
import { mapPublicAddress } from "./interfaces.ts";
import { dissociate } from "./profiles.ts";
import { checkVcpus } from "./vcpu-quota.ts";

/** How long each change takes, in milliseconds. */
const SHUTTING_DOWN = 30_000;
const STOPPING = 30_000;
const STARTING = 20_000;

/** A terminated instance stays visible for about an hour ("Instance lifecycle" of the EC2 user guide). */
const VISIBLE = 3_600_000;

/** However fast the clock: whoever waits for `terminated` asks every fifteen seconds, and must find it. */
const VISIBLE_AT_LEAST = 60_000;

export const lifecycleOperations: Operations<"ec2"> = {
  TerminateInstances(input, call) {
    supports(input, "InstanceIds");
    const instances = named(call, input.InstanceIds);
    for (const { disableApiTermination, InstanceId } of instances) {
      if (!disableApiTermination) continue;
      throw new AwsError(
        "OperationNotPermitted",
        `The instance '${InstanceId}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    }
    return { TerminatingInstances: instances.map((it) => changed(call, it, () => terminate(call, it))) };
  },

  async StopInstances(input, call) {
    supports(input, "InstanceIds", "Force", "Hibernate");
    if (input.Hibernate) {
      throw new AwsError(
        "UnsupportedHibernationConfiguration",
        "The instance is not configured for hibernation.",
      );
    }
    const instances = named(call, input.InstanceIds);
    const now = call.cloud.clock.now();
    for (const instance of instances) {
      if (instance.disableApiStop) {
        throw new AwsError(
          "OperationNotPermitted",
          `The instance '${instance.InstanceId}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
        );
      }
      const state = stateAt(instance, now);
      if (state === "terminated" || state === "shutting-down" || state === "pending") {
        throw incorrect(instance, "stopped");
      }
      // What user data left running is known from the network as it is before the stop.
      await firstBoot(call, instance);
    }
    return { StoppingInstances: instances.map((it) => changed(call, it, () => stop(call, it))) };
  },

  StartInstances(input, call) {
    supports(input, "InstanceIds");
    const instances = named(call, input.InstanceIds);
    const now = call.cloud.clock.now();
    for (const instance of instances) {
      const state = stateAt(instance, now);
      if (state !== "stopped" && state !== "running" && state !== "pending")
        throw incorrect(instance, "started");
    }
    const stopped = instances.filter((instance) => stateAt(instance, now) === "stopped");
    checkVcpus(
      ec2(call),
      stopped.map((instance) => instance.InstanceType ?? ""),
      now,
    );
    return { StartingInstances: instances.map((it) => changed(call, it, () => start(call, it))) };
  },

  /** A reboot keeps the instance `running`, and everything on it that is enabled comes back. */
  RebootInstances(input, call) {
    supports(input, "InstanceIds");
    const instances = named(call, input.InstanceIds);
    for (const instance of instances) {
      // Unsure: the code for a stopped one; EC2 documents that only running instances can be rebooted.
      if (stateAt(instance, call.cloud.clock.now()) !== "running") throw incorrect(instance, "rebooted");
      restarted(instance);
    }
    return {};
  },
};

const incorrect = (instance: InstanceRecord, participle: string): AwsError =>
  new AwsError(
    "IncorrectInstanceState",
    `The instance '${instance.InstanceId}' is not in a state from which it can be ${participle}.`,
  );

function named(call: Call, ids: readonly string[] | undefined): InstanceRecord[] {
  const store = ec2(call);
  const wanted = required(ids?.length ? ids : undefined, "InstanceIds");
  return [...new Set(wanted)].map((id) => find(store, "instances", id, "instanceId"));
}

function changed(call: Call, instance: InstanceRecord, change: () => void): InstanceStateChange {
  const now = call.cloud.clock.now();
  const before = stateAt(instance, now);
  change();
  return {
    InstanceId: instance.InstanceId,
    PreviousState: instanceState(before),
    // What the call has just begun: the state that follows may already be due when the clock is fast.
    CurrentState: instanceState(begun(instance, before)),
  };
}

function begun(instance: InstanceRecord, before: InstanceStateName): InstanceStateName {
  const passing = instance.timeline.at(-2)?.state;
  return instance.timeline.at(-1)?.state === before || passing === undefined ? before : passing;
}

function pass(
  call: Call,
  instance: InstanceRecord,
  via: InstanceStateName,
  to: InstanceStateName,
  takes: number,
): void {
  const now = call.cloud.clock.now();
  instance.timeline = [
    // What had not begun yet, such as `running` of a pending instance, does not come any more.
    ...instance.timeline.filter((entry) => entry.at <= now),
    { state: via, at: now },
    { state: to, at: call.cloud.clock.after(takes) },
  ];
}

function userInitiated(call: Call, instance: InstanceRecord): void {
  const time = call.cloud.clock.now().toISOString().replace("T", " ").slice(0, 19);
  instance.StateTransitionReason = `User initiated (${time} GMT)`;
  instance.StateReason = {
    Code: "Client.UserInitiatedShutdown",
    Message: "Client.UserInitiatedShutdown: User initiated shutdown",
  };
}

function terminate(call: Call, instance: InstanceRecord): void {
  const { clock } = call.cloud;
  const state = stateAt(instance, clock.now());
  if (state === "terminated" || state === "shutting-down") return;
  const store = ec2(call);
  pass(call, instance, "shutting-down", "terminated", state === "stopped" ? 0 : SHUTTING_DOWN);
  userInitiated(call, instance);
  const terminatedAt = instance.timeline.at(-1)!.at;
  instance.goneAt = new Date(terminatedAt.getTime() + Math.max(clock.scaled(VISIBLE), VISIBLE_AT_LEAST));
  for (const id of [...instance.networkInterfaceIds]) leaveInterface(store, id, terminatedAt);
  for (const volume of Object.values(store.volumes)) {
    const [attachment] = volume.Attachments ?? [];
    if (attachment?.InstanceId !== instance.InstanceId) continue;
    if (attachment.DeleteOnTermination) volume.goneAt = terminatedAt;
    else Object.assign(volume, { Attachments: [], State: "available" });
  }
  dissociate(store, instance.InstanceId);
}

/** An interface goes with its instance, when that is terminated, or is left behind. */
function leaveInterface(store: Ec2Store, id: string, terminatedAt: Date): void {
  const record = store.networkInterfaces[id];
  if (!record) return;
  if (record.Attachment?.DeleteOnTermination) record.goneAt = terminatedAt;
  else detach(store, record);
}

function stop(call: Call, instance: InstanceRecord): void {
  if (stateAt(instance, call.cloud.clock.now()) !== "running") return;
  pass(call, instance, "stopping", "stopped", STOPPING);
  userInitiated(call, instance);
  const store = ec2(call);
  for (const id of instance.networkInterfaceIds) {
    const record = store.networkInterfaces[id];
    // An address of Amazon's pool goes back to it; an Elastic IP address stays.
    if (record?.Association && !record.Association.AllocationId) delete record.Association;
  }
}

function start(call: Call, instance: InstanceRecord): void {
  if (stateAt(instance, call.cloud.clock.now()) !== "stopped") return;
  pass(call, instance, "pending", "running", STARTING);
  instance.LaunchTime = call.cloud.clock.now();
  instance.StateTransitionReason = "";
  delete instance.StateReason;
  restarted(instance);
  const store = ec2(call);
  const primary = store.networkInterfaces[instance.networkInterfaceIds[0] ?? ""];
  // Unsure: EC2 keeps whether the launch asked for a public address; here the subnet's setting decides.
  if (primary && !primary.Association && store.subnets[primary.SubnetId]?.MapPublicIpOnLaunch) {
    mapPublicAddress(store, primary);
  }
}

function restarted(instance: InstanceRecord): void {
  const { provisioning } = instance.firstBoot;
  if (provisioning) provisioning.servers = afterRestart(provisioning.servers);
}
