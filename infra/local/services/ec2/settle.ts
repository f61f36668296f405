import type { Ec2Store } from "./store.ts";

/**
 * Drops what AWS has stopped showing by `now`: interfaces of deleted gateways and terminated instances, and
 * then the gateways, endpoints and instances themselves. Called on each access, so that nothing needs a timer.
 */
export function settle(store: Ec2Store, now: Date): void {
  for (const [id, networkInterface] of Object.entries(store.networkInterfaces)) {
    if (!isGone(networkInterface, now)) continue;
    for (const address of Object.values(store.addresses)) {
      if (address.NetworkInterfaceId === id) release(address);
    }
    forget(store, "networkInterfaces", id);
  }
  for (const gateway of Object.values(store.vpnGateways)) {
    gateway.attachments = gateway.attachments.filter(
      (attachment) => attachment.direction === "attaching" || attachment.until > now,
    );
  }
  for (const kind of DEPARTING) {
    for (const [id, record] of Object.entries(store[kind])) {
      if (isGone(record, now)) forget(store, kind, id);
    }
  }
}

const DEPARTING = [
  "vpnGateways",
  "vpcPeeringConnections",
  "natGateways",
  "vpcEndpoints",
  "instances",
  "volumes",
] as const;

function isGone(record: { goneAt?: Date }, now: Date): boolean {
  return record.goneAt !== undefined && record.goneAt <= now;
}

/** Clears an Elastic IP address's association, leaving it allocated. */
export function release(address: Ec2Store["addresses"][string]): void {
  delete address.AssociationId;
  delete address.NetworkInterfaceId;
  delete address.NetworkInterfaceOwnerId;
  delete address.PrivateIpAddress;
  delete address.InstanceId;
}

type Collection = Exclude<keyof Ec2Store, "place" | "tags" | "clientTokens">;

/**
 * Until when something that has ended at `end` is still shown. That is the wall clock's time at any pace: nobody
 * waits for it, and whoever asks how a deletion went must find the answer.
 */
export function shownFor(milliseconds: number, end: Date): Date {
  return new Date(end.getTime() + milliseconds);
}

/** Removes a resource and its tags. */
export function forget(store: Ec2Store, collection: Collection, id: string): void {
  delete store[collection][id];
  delete store.tags[id];
}
