import { setTimeout } from "node:timers/promises";
import type { Cloud } from "./cloud.ts";
import type { AwsError } from "./errors.ts";
import type { Principal } from "./principal.ts";
import type { CallOrigin } from "./service.ts";
import { unlessAborted } from "./unless-aborted.ts";

/**
 * Something that goes wrong on demand, for tests and benchmarks; nothing else asks for one. Faults belong to the
 * process and are in no snapshot.
 */
export interface Fault {
  /** Signing name and operation; an absent one means any. */
  service?: string;
  operation?: string;
  /** The account whose calls it meets: a role's session calls for the account of its role. Absent, any. */
  accountId?: string;
  /** Whether it meets a call, where that is not to be said by the above. */
  meets?: (call: FaultedCall) => boolean;
  /** How many calls it meets; absent, every one until it is removed. */
  times?: number;
  /** The share of matching calls that it meets, from 0 to 1; absent, all. */
  probability?: number;
  /** Real milliseconds that the call waits first, whatever the account's pace. */
  latency?: number;
  /** What the call is held up for until it has come about, however long that takes. */
  until?: Promise<unknown>;
  /** What the call is answered with; absent, it only waits. */
  error?: () => AwsError;
}

/** A call, as a fault looks at it. */
export interface FaultedCall {
  service: string;
  operation: string;
  accountId: string;
  input: object;
  principal: Principal;
  /** Whence it comes: over the wire, or from a service. Absent, an AWS service calls for itself. */
  origin?: CallOrigin;
}

const faultsOf = new WeakMap<Cloud, Set<Fault>>();

/** Makes calls go wrong. Returns a function that ends it. */
export function injectFault(cloud: Cloud, fault: Fault): () => void {
  const faults = faultsOf.get(cloud) ?? new Set();
  faultsOf.set(cloud, faults);
  const injected = { ...fault };
  faults.add(injected);
  return () => faults.delete(injected);
}

/** Waits for, and throws, what was injected for this call. */
export async function meetFault(cloud: Cloud, call: FaultedCall): Promise<void> {
  for (const fault of faultsOf.get(cloud) ?? []) {
    if (fault.service !== undefined && fault.service !== call.service) continue;
    if (fault.operation !== undefined && fault.operation !== call.operation) continue;
    if (fault.accountId !== undefined && fault.accountId !== call.accountId) continue;
    if (fault.meets && !fault.meets(call)) continue;
    if (fault.probability !== undefined && Math.random() >= fault.probability) continue;
    if (fault.times !== undefined && fault.times-- <= 0) continue;
    if (fault.latency) await setTimeout(fault.latency, undefined, { signal: cloud.stopping });
    if (fault.until) await unlessAborted(fault.until, cloud.stopping);
    if (fault.error) throw fault.error();
  }
}
