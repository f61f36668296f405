import { INTERNET_PARTY, reach } from "../../../../../tasks/network/reachability.ts";
import { tcp } from "../../../../../tasks/network/traffic.ts";
import { networkOf } from "../../../network-view.ts";
import type { Call } from "../../../service.ts";
import type { InstanceRecord } from "../store.ts";
import { type InstalledServer, type Provisioning, runUserData } from "./user-data.ts";

/** The commands that take their time at a first boot: each some twenty-five seconds on a t3.micro. */
const SLOW_COMMAND = /\b(?:yum|dnf)\s+(?:-\w+\s+)*(?:install|update|upgrade|localinstall)\b/g;

/** From `running` to the end of user data, in milliseconds: one to four minutes for a script that installs things. */
export function firstBootDuration(userData: string | undefined): number {
  const slow = decodeUserData(userData)?.match(SLOW_COMMAND)?.length ?? 0;
  return 40_000 + slow * 25_000;
}

/** User data as the instance sees it: RunInstances is given it in base64. */
function decodeUserData(userData: string | undefined): string | undefined {
  return userData === undefined ? undefined : Buffer.from(userData, "base64").toString("utf8");
}

/**
 * What came of an instance's first boot; undefined while it is still going on. It is worked out, once, when
 * somebody first needs to know, with the network as it is then: packages come from the Internet, and package
 * managers keep trying for minutes.
 */
export async function firstBoot(call: Call, instance: InstanceRecord): Promise<Provisioning | undefined> {
  const { firstBoot } = instance;
  if (firstBoot.provisioning) return firstBoot.provisioning;
  if (firstBoot.endsAt > call.cloud.clock.now()) return undefined;
  const script = decodeUserData(instance.userData);
  firstBoot.provisioning = script
    ? runUserData(script, await reachesInternet(call, instance))
    : { log: [], exitCode: 0, servers: [] };
  call.cloud.changed();
  return firstBoot.provisioning;
}

async function reachesInternet(call: Call, instance: InstanceRecord): Promise<boolean> {
  const topology = await networkOf(call);
  const [id] = instance.networkInterfaceIds;
  if (!id || !topology.interfaces[id]) return false;
  return reach(topology, { kind: "interface", id }, INTERNET_PARTY, tcp(443)).extent !== "none";
}

/** After a stop and a start only what was enabled runs again: user data runs at the first boot alone. */
export function afterRestart(servers: readonly InstalledServer[]): InstalledServer[] {
  return servers.map((server) => ({ ...server, started: server.enabled }));
}
