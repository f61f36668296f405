import {
  DescribeInstancesCommand,
  DescribeNatGatewaysCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpnGatewaysCommand,
} from "@aws-sdk/client-ec2";
import { DescribeTargetGroupsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetParametersCommand } from "@aws-sdk/client-ssm";
import type { LabAccount } from "./lab-account.ts";

/** Whatever the emulator keeps, by account, Region, store and so on: not only what Describe calls show of it. */
type State = Record<string, unknown>;

/**
 * Everything that the account holds, as plain data to compare. Left out is what AWS keeps as well when all is gone:
 * logs, executions, sessions, deleted stacks, keys of AWS's own, and the resources that EC2 goes on showing for an hour as ended.
 */
export async function stateOf({ account, clients }: Pick<LabAccount, "account" | "clients">): Promise<State> {
  // Each of these makes its store on the first use, by whoever comes first.
  await clients.elb.send(new DescribeTargetGroupsCommand());
  await clients.ssm.send(new GetParametersCommand({ Names: ["/none"] }));
  const ended = await endedResources(clients);
  const state = structuredClone(account.cloud.state) as Record<string, Record<string, Record<string, State>>>;
  for (const [id, regions] of Object.entries(state))
    for (const [region, stores] of Object.entries(regions)) {
      delete stores["sts-sessions"];
      delete stores.logs?.eventCount;
      for (const group of Object.values(stores.logs?.groups ?? {})) delete (group as State).streams;
      delete stores.states?.executions;
      const stacks = (stores.cloudformation?.stacks ?? {}) as Record<string, { status: string }>;
      for (const [stackId, { status }] of Object.entries(stacks))
        if (status === "DELETE_COMPLETE") delete stacks[stackId];
      // AWS makes the keys that it manages on their first use, and nobody can delete them.
      delete stores.kms;
      delete stores.ec2?.clientTokens;
      for (const store of Object.values(stores.ec2 ?? {}))
        if (isObject(store)) for (const gone of ended) delete store[gone];
      if (Object.keys(stores).length === 0) delete state[id]![region];
    }
  return JSON.parse(JSON.stringify(state));
}

const isObject = (value: unknown): value is State => typeof value === "object" && value !== null;

async function endedResources({ ec2 }: LabAccount["clients"]): Promise<string[]> {
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
