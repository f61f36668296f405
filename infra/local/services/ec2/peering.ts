import type {
  VpcPeeringConnection,
  VpcPeeringConnectionStateReasonCode,
  VpcPeeringConnectionVpcInfo,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { overlaps, parseCidr } from "./cidr.ts";
import { describe, withTags } from "./describe.ts";
import { required, supports } from "./errors.ts";
import { newId } from "./ids.ts";
import { find } from "./kinds.ts";
import { shownFor } from "./settle.ts";
import { type Ec2Store, ec2, type VpcPeeringConnectionRecord, type VpcRecord } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";

/** "VPC peering connection lifecycle": rejected, failed and deleted connections stay visible for two hours. */
export const SHOWN_AFTER_END = 2 * 60 * 60_000;

/** Both VPCs are in one account and Region here: peering with others is refused. */
export const peeringOperations: Operations<"ec2"> = {
  CreateVpcPeeringConnection(input, call) {
    supports(input, "VpcId", "PeerVpcId", "PeerOwnerId", "PeerRegion", "TagSpecifications");
    const store = ec2(call);
    refuseElsewhere(call, input.PeerOwnerId, input.PeerRegion);
    const requester = find(store, "vpcs", input.VpcId, "VpcId");
    const accepter = find(store, "vpcs", input.PeerVpcId, "PeerVpcId");
    const tags = tagsFor(input.TagSpecifications, "vpc-peering-connection");
    const existing = peeringBetween(store, requester.VpcId, accepter.VpcId);
    if (existing) {
      throw new AwsError(
        "VpcPeeringConnectionAlreadyExists",
        `A VPC peering connection between ${requester.VpcId} and ${accepter.VpcId} already exists: ${existing.VpcPeeringConnectionId}`,
      );
    }
    const VpcPeeringConnectionId = newId("pcx");
    const failed = overlaps(parseCidr(requester.CidrBlock)!, parseCidr(accepter.CidrBlock)!);
    const peering: VpcPeeringConnectionRecord = {
      VpcPeeringConnectionId,
      RequesterVpcInfo: side(requester, call.region),
      AccepterVpcInfo: side(accepter, call.region),
      ExpirationTime: new Date(call.cloud.clock.now().getTime() + 7 * 24 * 60 * 60_000),
      Status: failed
        ? {
            Code: "failed",
            Message: "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
          }
        : { Code: "pending-acceptance", Message: `Pending Acceptance by ${call.accountId}` },
      ...(failed && { goneAt: shownFor(SHOWN_AFTER_END, call.cloud.clock.now()) }),
    };
    store.vpcPeeringConnections[VpcPeeringConnectionId] = peering;
    setTags(store, VpcPeeringConnectionId, tags);
    const answer = shape(store, peering);
    answer.Status = {
      Code: "initiating-request",
      Message: `Initiating Request to ${call.accountId}`,
    };
    return { VpcPeeringConnection: answer };
  },

  AcceptVpcPeeringConnection(input, call) {
    supports(input, "VpcPeeringConnectionId");
    const store = ec2(call);
    const peering = find(
      store,
      "vpcPeeringConnections",
      input.VpcPeeringConnectionId,
      "VpcPeeringConnectionId",
    );
    transition(peering, ["pending-acceptance"], "active", "Active");
    delete peering.ExpirationTime;
    const PeeringOptions = {
      AllowDnsResolutionFromRemoteVpc: false,
      AllowEgressFromLocalClassicLinkToRemoteVpc: false,
      AllowEgressFromLocalVpcToRemoteClassicLink: false,
    };
    peering.RequesterVpcInfo.PeeringOptions = { ...PeeringOptions };
    peering.AccepterVpcInfo.PeeringOptions = { ...PeeringOptions };
    const answer = shape(store, peering);
    answer.Status = { Code: "provisioning", Message: "Provisioning" };
    return { VpcPeeringConnection: answer };
  },

  RejectVpcPeeringConnection(input, call) {
    supports(input, "VpcPeeringConnectionId");
    end(call, input.VpcPeeringConnectionId, ["pending-acceptance"], "rejected", "Rejected");
    return { Return: true };
  },

  DeleteVpcPeeringConnection(input, call) {
    supports(input, "VpcPeeringConnectionId");
    end(call, input.VpcPeeringConnectionId, ["active", "pending-acceptance"], "deleted", "Deleted");
    return { Return: true };
  },

  DescribeVpcPeeringConnections(input, call) {
    supports(input, "VpcPeeringConnectionIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const { items, NextToken } = describe(store, "vpcPeeringConnections", input, {
      ids: input.VpcPeeringConnectionIds,
      idsParameter: "vpcPeeringConnectionIds",
      shape: (peering) => shape(store, peering),
      filters: {
        "accepter-vpc-info.cidr-block": (peering) => peering.AccepterVpcInfo?.CidrBlock,
        "accepter-vpc-info.owner-id": (peering) => peering.AccepterVpcInfo?.OwnerId,
        "accepter-vpc-info.vpc-id": (peering) => peering.AccepterVpcInfo?.VpcId,
        "expiration-time": (peering) => peering.ExpirationTime,
        "requester-vpc-info.cidr-block": (peering) => peering.RequesterVpcInfo?.CidrBlock,
        "requester-vpc-info.owner-id": (peering) => peering.RequesterVpcInfo?.OwnerId,
        "requester-vpc-info.vpc-id": (peering) => peering.RequesterVpcInfo?.VpcId,
        "status-code": (peering) => peering.Status?.Code,
        "status-message": (peering) => peering.Status?.Message,
        "vpc-peering-connection-id": (peering) => peering.VpcPeeringConnectionId,
      },
    });
    return { VpcPeeringConnections: items, NextToken };
  },
};

/** The connection, active or waiting, between two VPCs in either direction. */
export function peeringBetween(
  store: Ec2Store,
  oneVpc: string,
  otherVpc: string,
): VpcPeeringConnectionRecord | undefined {
  return Object.values(store.vpcPeeringConnections).find((peering) => {
    const ends = [peering.RequesterVpcInfo.VpcId, peering.AccepterVpcInfo.VpcId];
    return (
      ["active", "pending-acceptance"].includes(peering.Status.Code ?? "") &&
      (ends.join() === [oneVpc, otherVpc].join() || ends.join() === [otherVpc, oneVpc].join())
    );
  });
}

function refuseElsewhere(call: Call, owner: string | undefined, region: string | undefined): void {
  if ((owner ?? call.accountId) === call.accountId && (region ?? call.region) === call.region) return;
  throw new AwsError(
    "NotImplemented",
    `The local account does not peer with other accounts or Regions yet (${owner ?? call.accountId}, ${region ?? call.region}).`,
    501,
  );
}

function end(
  call: Call,
  id: string | undefined,
  from: VpcPeeringConnectionStateReasonCode[],
  to: VpcPeeringConnectionStateReasonCode,
  word: string,
): void {
  const peering = find(ec2(call), "vpcPeeringConnections", id, "VpcPeeringConnectionId");
  transition(peering, from, to, `${word} by ${call.accountId}`);
  peering.goneAt = shownFor(SHOWN_AFTER_END, call.cloud.clock.now());
}

function transition(
  peering: VpcPeeringConnectionRecord,
  from: VpcPeeringConnectionStateReasonCode[],
  to: VpcPeeringConnectionStateReasonCode,
  Message: string,
): void {
  const code = required(peering.Status.Code, "Status");
  if (!from.includes(code)) {
    throw new AwsError(
      "InvalidStateTransition",
      `Invalid state transition for ${peering.VpcPeeringConnectionId}, attempted to transition from ${code} to ${to}`,
    );
  }
  peering.Status = { Code: to, Message };
}

function side(vpc: VpcRecord, region: string): VpcPeeringConnectionVpcInfo {
  const { VpcId, OwnerId, CidrBlock } = vpc;
  return { VpcId, OwnerId, CidrBlock, CidrBlockSet: [{ CidrBlock }], Region: region };
}

function shape(store: Ec2Store, record: VpcPeeringConnectionRecord): VpcPeeringConnection {
  const { goneAt: _goneAt, ...peering } = record;
  return { ...peering, ...withTags(store, record.VpcPeeringConnectionId) };
}
