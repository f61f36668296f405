import { AwsError } from "../../../errors.ts";
import type { Ec2Store } from "../store.ts";
import { stateAt } from "./instance-state.ts";
import { instanceType } from "./instance-types.ts";

/**
 * "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", in vCPUs a Region: what most accounts have; a
 * new one may begin with 5. Every type that the account knows is of these families.
 */
const QUOTA = 32;

/**
 * Checks that instances of these types may run beside those that run already; stopped ones do not count.
 * @param types of the instances to be started, one entry each
 * @throws AwsError `VcpuLimitExceeded`
 */
export function checkVcpus(store: Ec2Store, types: readonly string[], now: Date): void {
  const running = Object.values(store.instances).filter((instance) =>
    ["pending", "running"].includes(stateAt(instance, now)),
  );
  const all = [...running.map((instance) => instance.InstanceType ?? ""), ...types];
  const vcpus = all.reduce((sum, type) => sum + instanceType(type).vcpus, 0);
  if (vcpus <= QUOTA) return;
  throw new AwsError(
    "VcpuLimitExceeded",
    `You have requested more vCPU capacity than your current vCPU limit of ${QUOTA} allows for the instance bucket ` +
      "that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to " +
      "request an adjustment to this limit.",
  );
}
