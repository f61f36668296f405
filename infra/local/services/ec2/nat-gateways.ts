import type { NatGateway, NatGatewayState } from "@aws-sdk/client-ec2";
import type { Operations } from "../../service.ts";
import { map, NAT_GATEWAY } from "./addresses.ts";
import { addInterface } from "./compute/interfaces.ts";
import { describe, withTags } from "./describe.ts";
import { invalidCombination, required, supports } from "./errors.ts";
import { once } from "./idempotency.ts";
import { newId } from "./ids.ts";
import { internetGatewayOf } from "./internet-gateways.ts";
import { find } from "./kinds.ts";
import { shownFor } from "./settle.ts";
import { type AddressRecord, type Ec2Store, ec2, type NatGatewayRecord, type SubnetRecord } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";

/** Observed: about two minutes until available, one to two until deleted. */
const CREATION_TIME = 110_000;
const DELETION_TIME = 60_000;
/** "Delete a NAT gateway": the entry stays visible for about an hour. So does a failed one. */
const SHOWN_AFTER_END = 60 * 60_000;

export const natGatewayOperations: Operations<"ec2"> = {
  CreateNatGateway(input, call) {
    supports(
      input,
      "SubnetId",
      "AllocationId",
      "ClientToken",
      "ConnectivityType",
      "PrivateIpAddress",
      "TagSpecifications",
    );
    const store = ec2(call);
    const subnet = find(store, "subnets", input.SubnetId, "SubnetId");
    const ConnectivityType = input.ConnectivityType ?? "public";
    if (ConnectivityType === "private" && input.AllocationId) {
      throw invalidCombination("The parameter AllocationId cannot be used with a private NAT gateway");
    }
    const address =
      ConnectivityType === "public"
        ? find(store, "addresses", required(input.AllocationId, "AllocationId"), "AllocationId")
        : undefined;
    const tags = tagsFor(input.TagSpecifications, "natgateway");
    const id = once(store, "natGateways", input, () => {
      const gateway: NatGatewayRecord = {
        NatGatewayId: newId("nat"),
        CreateTime: call.cloud.clock.now(),
        NatGatewayAddresses: [],
        SubnetId: subnet.SubnetId,
        VpcId: subnet.VpcId,
        ConnectivityType,
        availableAt: call.cloud.clock.after(CREATION_TIME),
      };
      const failure = failureOf(store, subnet, address);
      if (failure) {
        Object.assign(gateway, failure);
        gateway.goneAt = shownFor(SHOWN_AFTER_END, gateway.availableAt);
      } else {
        attach(store, gateway, subnet, address, input.PrivateIpAddress);
      }
      store.natGateways[gateway.NatGatewayId] = gateway;
      setTags(store, gateway.NatGatewayId, tags);
      return gateway.NatGatewayId;
    });
    return {
      NatGateway: shape(store, store.natGateways[id]!, call.cloud.clock.now(), "pending"),
      ClientToken: input.ClientToken,
    };
  },

  DescribeNatGateways(input, call) {
    supports(input, "NatGatewayIds", "Filter", "MaxResults", "NextToken");
    const store = ec2(call);
    const now = call.cloud.clock.now();
    const { MaxResults, NextToken: token } = input;
    const { items, NextToken } = describe(
      store,
      "natGateways",
      { Filters: input.Filter, MaxResults, NextToken: token },
      {
        ids: input.NatGatewayIds,
        idsParameter: "natGatewayIds",
        shape: (gateway) => shape(store, gateway, now),
        filters: {
          "connectivity-type": (gateway) => gateway.ConnectivityType,
          "nat-gateway-id": (gateway) => gateway.NatGatewayId,
          state: (gateway) => gateway.State,
          "subnet-id": (gateway) => gateway.SubnetId,
          "vpc-id": (gateway) => gateway.VpcId,
        },
      },
    );
    return { NatGateways: items, NextToken };
  },

  DeleteNatGateway(input, call) {
    supports(input, "NatGatewayId");
    const store = ec2(call);
    const { clock } = call.cloud;
    const gateway = find(store, "natGateways", input.NatGatewayId, "NatGatewayId");
    if (!gateway.deletion) {
      const doneAt = clock.after(DELETION_TIME);
      gateway.deletion = { begunAt: clock.now(), doneAt };
      gateway.goneAt = shownFor(SHOWN_AFTER_END, doneAt);
      for (const { NetworkInterfaceId } of gateway.NatGatewayAddresses) {
        const held = store.networkInterfaces[NetworkInterfaceId ?? ""];
        if (held) held.goneAt = doneAt;
      }
    }
    return { NatGatewayId: gateway.NatGatewayId };
  },
};

/** Why a gateway will come up as `failed`: creating it succeeds. Source: "Troubleshoot NAT gateways". */
function failureOf(store: Ec2Store, subnet: SubnetRecord, address: AddressRecord | undefined) {
  if (!address) return;
  if (!internetGatewayOf(store, subnet.VpcId)) {
    return {
      FailureCode: "Gateway.NotAttached",
      FailureMessage: `Network ${subnet.VpcId} has no Internet gateway attached`,
    };
  }
  if (address.AssociationId) {
    return {
      FailureCode: "Resource.AlreadyAssociated",
      FailureMessage: `Elastic IP address ${address.AllocationId} is already associated`,
    };
  }
}

function attach(
  store: Ec2Store,
  gateway: NatGatewayRecord,
  subnet: SubnetRecord,
  address: AddressRecord | undefined,
  privateAddress: string | undefined,
): void {
  const held = addInterface(store, {
    subnet,
    securityGroupIds: [],
    description: `Interface for NAT Gateway ${gateway.NatGatewayId}`,
    requester: "amazon-aws",
    ...(privateAddress !== undefined && { privateAddress }),
  });
  held.InterfaceType = NAT_GATEWAY;
  held.Status = "in-use";
  held.SourceDestCheck = false;
  gateway.NatGatewayAddresses = [
    {
      NetworkInterfaceId: held.NetworkInterfaceId,
      PrivateIp: held.PrivateIpAddress,
      IsPrimary: true,
      Status: "succeeded",
      ...(address && {
        AllocationId: address.AllocationId,
        PublicIp: address.PublicIp,
        AssociationId: map(store, address, held),
      }),
    },
  ];
}

function stateOf(gateway: NatGatewayRecord, now: Date): NatGatewayState {
  if (gateway.deletion) return gateway.deletion.doneAt <= now ? "deleted" : "deleting";
  if (gateway.availableAt > now) return "pending";
  return gateway.FailureCode ? "failed" : "available";
}

function shape(store: Ec2Store, record: NatGatewayRecord, now: Date, begun?: NatGatewayState): NatGateway {
  const {
    availableAt: _availableAt,
    deletion,
    goneAt: _goneAt,
    FailureCode,
    FailureMessage,
    ...gateway
  } = record;
  const State = begun ?? stateOf(record, now);
  return {
    ...gateway,
    State,
    ...(FailureCode && State !== "pending" && { FailureCode, FailureMessage }),
    ...(deletion && { DeleteTime: State === "deleted" ? deletion.doneAt : deletion.begunAt }),
    ...withTags(store, record.NatGatewayId),
  };
}
