import type { State, VpcEndpoint } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { describe, withTags } from "./describe.ts";
import { invalidValue, required, supports } from "./errors.ts";
import { once } from "./idempotency.ts";
import { newId } from "./ids.ts";
import { find, notFound } from "./kinds.ts";
import { securityGroupByName } from "./security-group-lookup.ts";
import { forget } from "./settle.ts";
import { type Ec2Store, ec2, type VpcEndpointRecord } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";
import {
  addSubnets,
  addTables,
  checkPrivateDns,
  dnsEntries,
  removeSubnets,
  removeTables,
} from "./vpc-endpoint-parts.ts";

/** Observed: interface endpoints are available after one to two minutes, gateway ones at once. */
const CREATION_TIME = 75_000;
/** Observed: an interface endpoint is gone after a minute or so. */
const DELETION_TIME = 60_000;

/** The policy of an endpoint that is given none. */
const FULL_ACCESS = JSON.stringify({
  Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
});

export const vpcEndpointOperations: Operations<"ec2"> = {
  CreateVpcEndpoint(input, call) {
    supports(
      input,
      "VpcEndpointType",
      "VpcId",
      "ServiceName",
      "PolicyDocument",
      "RouteTableIds",
      "SubnetIds",
      "SecurityGroupIds",
      "ClientToken",
      "PrivateDnsEnabled",
      "TagSpecifications",
    );
    const store = ec2(call);
    const vpc = find(store, "vpcs", input.VpcId, "VpcId");
    const VpcEndpointType = input.VpcEndpointType ?? "Gateway";
    if (VpcEndpointType !== "Gateway" && VpcEndpointType !== "Interface") {
      throw new AwsError(
        "NotImplemented",
        `The local account does not know ${VpcEndpointType} endpoints yet.`,
        501,
      );
    }
    const isInterface = VpcEndpointType === "Interface";
    const ServiceName = serviceName(call, required(input.ServiceName, "ServiceName"), isInterface);
    const tags = tagsFor(input.TagSpecifications, "vpc-endpoint");
    const id = once(store, "vpcEndpoints", input, () => {
      const endpoint: VpcEndpointRecord = {
        VpcEndpointId: newId("vpce"),
        VpcEndpointType,
        VpcId: vpc.VpcId,
        ServiceName,
        ServiceRegion: call.region,
        PolicyDocument: input.PolicyDocument ?? FULL_ACCESS,
        RouteTableIds: [],
        SubnetIds: [],
        NetworkInterfaceIds: [],
        securityGroupIds: isInterface ? groupsFor(store, vpc.VpcId, input.SecurityGroupIds) : [],
        PrivateDnsEnabled: isInterface && (input.PrivateDnsEnabled ?? true),
        RequesterManaged: false,
        IpAddressType: "ipv4",
        CreationTimestamp: call.cloud.clock.now(),
        OwnerId: call.accountId,
        availableAt: call.cloud.clock.after(isInterface ? CREATION_TIME : 0),
        deleting: false,
      };
      if (isInterface) {
        checkPrivateDns(store, endpoint);
        addSubnets(store, endpoint, input.SubnetIds ?? []);
      } else {
        addTables(store, endpoint, input.RouteTableIds ?? []);
      }
      store.vpcEndpoints[endpoint.VpcEndpointId] = endpoint;
      setTags(store, endpoint.VpcEndpointId, tags);
      return endpoint.VpcEndpointId;
    });
    const endpoint = shape(store, store.vpcEndpoints[id]!, call.cloud.clock.now());
    return {
      VpcEndpoint: isInterface ? { ...endpoint, State: state("pending") } : endpoint,
      ClientToken: input.ClientToken,
    };
  },

  DescribeVpcEndpoints(input, call) {
    supports(input, "VpcEndpointIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const { items, NextToken } = describe(store, "vpcEndpoints", input, {
      ids: input.VpcEndpointIds,
      idsParameter: "vpcEndpointIds",
      shape: (endpoint) => shape(store, endpoint, call.cloud.clock.now()),
      filters: {
        "ip-address-type": (endpoint) => endpoint.IpAddressType,
        "service-name": (endpoint) => endpoint.ServiceName,
        "service-region": (endpoint) => endpoint.ServiceRegion,
        "vpc-endpoint-id": (endpoint) => endpoint.VpcEndpointId,
        "vpc-endpoint-state": (endpoint) => endpoint.State,
        "vpc-endpoint-type": (endpoint) => endpoint.VpcEndpointType,
        "vpc-id": (endpoint) => endpoint.VpcId,
      },
    });
    return { VpcEndpoints: items, NextToken };
  },

  ModifyVpcEndpoint(input, call) {
    supports(
      input,
      "VpcEndpointId",
      "ResetPolicy",
      "PolicyDocument",
      "AddRouteTableIds",
      "RemoveRouteTableIds",
      "AddSubnetIds",
      "RemoveSubnetIds",
      "AddSecurityGroupIds",
      "RemoveSecurityGroupIds",
      "PrivateDnsEnabled",
    );
    const store = ec2(call);
    const endpoint = find(store, "vpcEndpoints", input.VpcEndpointId, "VpcEndpointId");
    if (input.ResetPolicy) endpoint.PolicyDocument = FULL_ACCESS;
    if (input.PolicyDocument !== undefined) endpoint.PolicyDocument = input.PolicyDocument;
    addTables(store, endpoint, input.AddRouteTableIds ?? []);
    removeTables(store, endpoint, input.RemoveRouteTableIds ?? []);
    addSubnets(store, endpoint, input.AddSubnetIds ?? []);
    removeSubnets(store, endpoint, input.RemoveSubnetIds ?? []);
    if (input.AddSecurityGroupIds?.length || input.RemoveSecurityGroupIds?.length) {
      const kept = endpoint.securityGroupIds.filter((id) => !input.RemoveSecurityGroupIds?.includes(id));
      const added = (input.AddSecurityGroupIds ?? []).map((id) => groupIn(store, endpoint.VpcId, id));
      endpoint.securityGroupIds = [...new Set([...kept, ...added])];
      for (const id of endpoint.NetworkInterfaceIds) {
        const held = store.networkInterfaces[id];
        if (held) held.securityGroupIds = [...endpoint.securityGroupIds];
      }
    }
    if (input.PrivateDnsEnabled !== undefined) {
      endpoint.PrivateDnsEnabled = input.PrivateDnsEnabled;
      checkPrivateDns(store, endpoint);
    }
    return { Return: true };
  },

  // What cannot be deleted is listed in the answer: the call itself succeeds.
  DeleteVpcEndpoints(input, call) {
    supports(input, "VpcEndpointIds");
    const store = ec2(call);
    const ids = required(input.VpcEndpointIds?.length ? input.VpcEndpointIds : undefined, "VpcEndpointIds");
    const Unsuccessful = ids.flatMap((ResourceId) => {
      const endpoint = store.vpcEndpoints[ResourceId];
      if (endpoint) {
        remove(store, call, endpoint);
        return [];
      }
      const { code: Code, message: Message } = notFound("vpcEndpoints", ResourceId);
      return [{ ResourceId, Error: { Code, Message } }];
    });
    return { Unsuccessful };
  },
};

function remove(store: Ec2Store, call: Call, endpoint: VpcEndpointRecord): void {
  if (endpoint.VpcEndpointType === "Gateway") {
    removeTables(store, endpoint, [...endpoint.RouteTableIds]);
    forget(store, "vpcEndpoints", endpoint.VpcEndpointId);
    return;
  }
  if (endpoint.deleting) return;
  endpoint.deleting = true;
  endpoint.goneAt = call.cloud.clock.after(DELETION_TIME);
  for (const id of endpoint.NetworkInterfaceIds) {
    const held = store.networkInterfaces[id];
    if (held) held.goneAt = endpoint.goneAt;
  }
}

/** Only S3 and DynamoDB have gateway endpoints. */
function serviceName(call: Call, name: string, isInterface: boolean): string {
  const service = /^com\.amazonaws\.([a-z0-9-]+)\.([a-z0-9.-]+)$/.exec(name);
  const gateway = service?.[2] === "s3" || service?.[2] === "dynamodb";
  if (service?.[1] !== call.region || (!isInterface && !gateway)) {
    throw new AwsError("InvalidServiceName", `The Vpc Endpoint Service '${name}' does not exist`);
  }
  return name;
}

function groupsFor(store: Ec2Store, vpcId: string, ids: string[] | undefined): string[] {
  if (ids?.length) return ids.map((id) => groupIn(store, vpcId, id));
  return [securityGroupByName(store, vpcId, "default")!.GroupId];
}

function groupIn(store: Ec2Store, vpcId: string, id: string): string {
  const group = find(store, "securityGroups", id, "SecurityGroupIds");
  if (group.VpcId === vpcId) return group.GroupId;
  throw invalidValue(`Security group ${id} does not belong to VPC ${vpcId}`);
}

/** AWS answers endpoint states in lower case, where the SDK's enum has capitals. */
function state(text: "pending" | "available" | "deleting"): State {
  return text as string as State;
}

function shape(store: Ec2Store, record: VpcEndpointRecord, now: Date): VpcEndpoint {
  const { availableAt, deleting, goneAt: _goneAt, securityGroupIds, ...endpoint } = record;
  return {
    ...endpoint,
    State: state(deleting ? "deleting" : availableAt > now ? "pending" : "available"),
    Groups: securityGroupIds.map((GroupId) => ({
      GroupId,
      GroupName: store.securityGroups[GroupId]?.GroupName ?? "",
    })),
    ...(endpoint.VpcEndpointType === "Interface" && {
      DnsOptions: { DnsRecordIpType: "ipv4" },
      DnsEntries: dnsEntries(store, record),
    }),
    ...withTags(store, record.VpcEndpointId),
  };
}
