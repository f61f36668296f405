import { DescribeTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { DescribeConfigurationRecordersCommand } from "@aws-sdk/client-config-service";
import {
  DescribeInstancesCommand,
  DescribeNatGatewaysCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpnGatewaysCommand,
} from "@aws-sdk/client-ec2";
import { DescribeTargetGroupsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ListDetectorsCommand } from "@aws-sdk/client-guardduty";
import { ListKeysCommand } from "@aws-sdk/client-kms";
import { GetParametersCommand, ListDocumentsCommand } from "@aws-sdk/client-ssm";
import type { LabAccount } from "./lab-account.ts";

/** What is needed of an account's clients. */
type LookedWith = Pick<
  LabAccount["clients"],
  "cloudTrail" | "config" | "ec2" | "elb" | "guardDuty" | "kms" | "ssm"
>;

/** Whatever the emulator keeps, by account, Region, store and so on: not only what Describe calls show of it. */
type State = Record<string, unknown>;

/**
 * A copy as JSON has it, to take things out of. What is left out whole is not copied: it is most of an account, and
 * grows with all that is done there.
 */
const copyOf = <Regions extends Record<string, Record<string, State>>>(
  accounts: Record<string, Regions>,
): Record<string, Regions> =>
  JSON.parse(
    JSON.stringify(
      mapped(accounts, (regions) =>
        mapped(regions, (stores) =>
          Object.fromEntries(
            Object.entries(stores).flatMap(([name, store]) =>
              KEPT_BY_AWS.includes(name) ? [] : [[name, withoutPast(name, store as State)]],
            ),
          ),
        ),
      ),
    ),
  );

/** A store without what has run and been said in it. */
function withoutPast(name: string, store: State): State {
  if (name === "states") return { ...store, executions: undefined };
  if (name !== "logs") return store;
  const groups = mapped(store.groups as Record<string, State>, (group) => ({ ...group, streams: undefined }));
  return { ...store, eventCount: undefined, groups };
}

const mapped = <From, To>(record: Record<string, From>, change: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/**
 * Everything that the account holds, as plain data to compare. Left out is what AWS keeps as well when all is gone:
 * logs, executions, sessions, deleted stacks, Event history, the configuration items of what was, keys of AWS's own, and
 * the resources that EC2 goes on showing for an hour as ended. And when something last happened: what is restored is as it
 * was, and changed since.
 *
 * @param only the one account to answer, which is the clients'; absent, all, with what ended in the clients' left out
 */
export async function stateOf(
  { account, clients }: { account: Pick<LabAccount["account"], "cloud">; clients: LookedWith },
  only?: string,
): Promise<State> {
  // Each of these makes its store on the first use, by whoever comes first.
  await clients.elb.send(new DescribeTargetGroupsCommand());
  await clients.ssm.send(new GetParametersCommand({ Names: ["/none"] }));
  await clients.ssm.send(new ListDocumentsCommand());
  await clients.cloudTrail.send(new DescribeTrailsCommand());
  await clients.config.send(new DescribeConfigurationRecordersCommand());
  await clients.guardDuty.send(new ListDetectorsCommand());
  await clients.kms.send(new ListKeysCommand());
  const ended = await endedResources(clients);
  const all = account.cloud.state as Record<string, Record<string, Record<string, State>>>;
  const state = copyOf(only === undefined ? all : { [only]: all[only]! });
  for (const [id, regions] of Object.entries(state))
    for (const [region, stores] of Object.entries(regions)) {
      forgetMoments(stores);
      delete stores.iam?.roleDeletions;
      const stacks = (stores.cloudformation?.stacks ?? {}) as Record<string, { status: string }>;
      for (const [stackId, { status }] of Object.entries(stacks))
        if (status === "DELETE_COMPLETE") delete stacks[stackId];
      delete stores.ec2?.clientTokens;
      for (const store of Object.values(stores.ec2 ?? {}))
        if (isObject(store)) for (const gone of ended) delete store[gone];
      if (Object.keys(stores).length === 0) delete state[id]![region];
    }
  return state;
}

const KEPT_BY_AWS = [
  "cloudtrail-events",
  "instance-credentials",
  // AWS makes the keys that it manages on their first use, and nobody can delete them.
  "kms",
  "ssm-nodes",
  "ssm-session-logs",
  "ssm-sessions",
  "sts-sessions",
];

/** Drops of what is there when it was last looked at, changed or delivered. */
function forgetMoments(stores: Record<string, State>): void {
  const { config, cloudtrail, guardduty } = stores;
  for (const past of ["histories", "batches", "pending", "deliveredUntil", "nextDelivery"])
    delete config?.[past];
  for (const recorder of valuesOf(config?.recorders)) drop(recorder, "started", "stopped", "last");
  for (const channel of valuesOf(config?.channels)) drop(channel, "snapshot", "history");
  // Deliveries of trails that are gone come late, and find no bucket.
  delete cloudtrail?.late;
  if (Object.keys(cloudtrail?.trails ?? {}).length === 0) delete stores.cloudtrail;
  for (const trail of valuesOf(cloudtrail?.trails)) {
    drop(trail, "delivery", "startedLogging", "stoppedLogging");
    trail.logging = trail.logging !== undefined;
  }
  // What CloudTrail and Config deliver comes when it comes. That a bucket is there at all still counts.
  for (const bucket of valuesOf(stores.s3?.buckets)) {
    // Lambda's own, in which it makes a package's copy for whoever asks for its location.
    if (String(bucket.name).startsWith("awslambda-")) delete bucket.objects;
    for (const key of Object.keys(isObject(bucket.objects) ? bucket.objects : {}))
      if (key.startsWith("/AWSLogs/")) delete (bucket.objects as State)[key];
  }
  const detector = guardduty?.detector;
  if (isObject(detector)) {
    delete detector.updatedAt;
    for (const feature of valuesOf(detector.features)) {
      delete feature.updatedAt;
      for (const additional of valuesOf(feature.additional)) delete additional.updatedAt;
    }
  }
  // The number of a version that was deleted is not given again.
  for (const document of valuesOf(stores["ssm-documents"]?.documents)) delete document.nextVersion;
}

const valuesOf = (table: unknown): State[] => (isObject(table) ? Object.values(table).filter(isObject) : []);

function drop(from: State, ...keys: string[]): void {
  for (const key of keys) delete from[key];
}

const isObject = (value: unknown): value is State => typeof value === "object" && value !== null;

async function endedResources({ ec2 }: LookedWith): Promise<string[]> {
  const [instances, gateways, peerings, vpnGateways] = await Promise.all([
    ec2.send(new DescribeInstancesCommand()),
    ec2.send(new DescribeNatGatewaysCommand()),
    ec2.send(new DescribeVpcPeeringConnectionsCommand()),
    ec2.send(new DescribeVpnGatewaysCommand()),
  ]);
  const states: [string | undefined, string | undefined][] = [
    ...(instances.Reservations ?? [])
      .flatMap((reservation) => reservation.Instances ?? [])
      .map((one): [string | undefined, string | undefined] => [one.InstanceId, one.State?.Name]),
    ...(gateways.NatGateways ?? []).map((one): [string?, string?] => [one.NatGatewayId, one.State]),
    ...(peerings.VpcPeeringConnections ?? []).map((one): [string?, string?] => [
      one.VpcPeeringConnectionId,
      one.Status?.Code,
    ]),
    ...(vpnGateways.VpnGateways ?? []).map((one): [string?, string?] => [one.VpnGatewayId, one.State]),
  ] as [string | undefined, string | undefined][];
  return states.flatMap(([id, state]) => (id && ["terminated", "deleted"].includes(state ?? "") ? [id] : []));
}
