import type { VpcAttachment, VpnGateway } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { describe, withTags } from "./describe.ts";
import { invalidValue, required, supports } from "./errors.ts";
import { newId } from "./ids.ts";
import { find } from "./kinds.ts";
import { shownFor } from "./settle.ts";
import { type Ec2Store, ec2, type VpnGatewayRecord } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";

/** Observed: attaching and detaching take some ten to thirty seconds. */
const ATTACHMENT_TIME = 15_000;
/** A deleted gateway is shown for about an hour. */
const SHOWN_AFTER_DELETION = 60 * 60_000;

export const vpnGatewayOperations: Operations<"ec2"> = {
  CreateVpnGateway(input, call) {
    supports(input, "Type", "AmazonSideAsn", "TagSpecifications");
    const store = ec2(call);
    if (required(input.Type, "Type") !== "ipsec.1") {
      throw invalidValue(`Value (${input.Type}) for parameter type is invalid.`);
    }
    const tags = tagsFor(input.TagSpecifications, "vpn-gateway");
    const VpnGatewayId = newId("vgw");
    const gateway: VpnGatewayRecord = {
      VpnGatewayId,
      Type: "ipsec.1",
      AmazonSideAsn: input.AmazonSideAsn ?? 64512,
      attachments: [],
    };
    store.vpnGateways[VpnGatewayId] = gateway;
    setTags(store, VpnGatewayId, tags);
    return { VpnGateway: shape(store, gateway, call.cloud.clock.now()) };
  },

  // It has no paging on AWS.
  DescribeVpnGateways(input, call) {
    supports(input, "VpnGatewayIds", "Filters");
    const store = ec2(call);
    const { items } = describe(store, "vpnGateways", input, {
      ids: input.VpnGatewayIds,
      shape: (gateway) => shape(store, gateway, call.cloud.clock.now()),
      filters: {
        "amazon-side-asn": (gateway) => gateway.AmazonSideAsn,
        "attachment.state": (gateway) => gateway.VpcAttachments?.map((each) => each.State),
        "attachment.vpc-id": (gateway) => gateway.VpcAttachments?.map((each) => each.VpcId),
        "availability-zone": (gateway) => gateway.AvailabilityZone,
        state: (gateway) => gateway.State,
        type: (gateway) => gateway.Type,
        "vpn-gateway-id": (gateway) => gateway.VpnGatewayId,
      },
    });
    return { VpnGateways: items };
  },

  AttachVpnGateway(input, call) {
    supports(input, "VpnGatewayId", "VpcId");
    const store = ec2(call);
    const gateway = findLive(store, input.VpnGatewayId);
    const { VpcId } = find(store, "vpcs", input.VpcId, "VpcId");
    const attachment = gateway.attachments[0];
    if (attachment && attachment.vpcId !== VpcId) {
      throw new AwsError(
        "VpnGatewayAttachmentLimitExceeded",
        "The maximum number of virtual private gateway attachments has been reached.",
      );
    }
    if (vpnGatewayOf(store, VpcId, gateway.VpnGatewayId)) {
      throw new AwsError(
        "InvalidVpcState",
        `The vpc ${VpcId} already has an attached virtual private gateway`,
      );
    }
    if (!attachment) {
      const until = call.cloud.clock.after(ATTACHMENT_TIME);
      gateway.attachments = [{ vpcId: VpcId, direction: "attaching", until }];
    }
    return { VpcAttachment: { VpcId, State: "attaching" } };
  },

  DetachVpnGateway(input, call) {
    supports(input, "VpnGatewayId", "VpcId");
    const store = ec2(call);
    const gateway = findLive(store, input.VpnGatewayId);
    const { VpcId } = find(store, "vpcs", input.VpcId, "VpcId");
    const attachment = gateway.attachments.find((each) => each.vpcId === VpcId);
    if (!attachment) {
      throw new AwsError(
        "InvalidVpnGatewayAttachment.NotFound",
        `The attachment with vpn gateway ID '${gateway.VpnGatewayId}' and vpc ID '${VpcId}' does not exist`,
      );
    }
    attachment.direction = "detaching";
    attachment.until = call.cloud.clock.after(ATTACHMENT_TIME);
    return {};
  },

  DeleteVpnGateway(input, call) {
    supports(input, "VpnGatewayId");
    const gateway = findLive(ec2(call), input.VpnGatewayId);
    if (gateway.attachments.length > 0) {
      throw new AwsError("IncorrectState", `The vpnGateway '${gateway.VpnGatewayId}' is in use.`);
    }
    gateway.goneAt = shownFor(SHOWN_AFTER_DELETION, call.cloud.clock.now());
    return {};
  },

  EnableVgwRoutePropagation(input, call) {
    supports(input, "GatewayId", "RouteTableId");
    const store = ec2(call);
    const table = find(store, "routeTables", input.RouteTableId, "RouteTableId");
    const gateway = findLive(store, input.GatewayId);
    if (!gateway.attachments.some((each) => each.vpcId === table.VpcId)) {
      throw new AwsError(
        "Gateway.NotAttached",
        `resource ${gateway.VpnGatewayId} is not attached to network ${table.VpcId}`,
      );
    }
    table.propagatingGateways = [...new Set([...table.propagatingGateways, gateway.VpnGatewayId])];
    return {};
  },

  DisableVgwRoutePropagation(input, call) {
    supports(input, "GatewayId", "RouteTableId");
    const table = find(ec2(call), "routeTables", input.RouteTableId, "RouteTableId");
    table.propagatingGateways = table.propagatingGateways.filter((id) => id !== input.GatewayId);
    return {};
  },
};

/** The VPN gateway attached to a VPC, other than the one named. */
function vpnGatewayOf(store: Ec2Store, vpcId: string, other: string): VpnGatewayRecord | undefined {
  return Object.values(store.vpnGateways).find(
    (gateway) => gateway.VpnGatewayId !== other && gateway.attachments.some((each) => each.vpcId === vpcId),
  );
}

/** A deleted gateway is still shown, but nothing can be done with it. */
function findLive(store: Ec2Store, id: string | undefined): VpnGatewayRecord {
  const gateway = find(store, "vpnGateways", id, "VpnGatewayId");
  if (!gateway.goneAt) return gateway;
  throw new AwsError("InvalidVpnGatewayID.NotFound", `The vpnGateway ID '${id}' does not exist`);
}

function shape(store: Ec2Store, record: VpnGatewayRecord, now: Date): VpnGateway {
  const { attachments, goneAt, ...gateway } = record;
  return {
    ...gateway,
    State: goneAt ? "deleted" : "available",
    VpcAttachments: attachments.map(({ vpcId, direction, until }): VpcAttachment => {
      return { VpcId: vpcId, State: until > now ? direction : "attached" };
    }),
    ...withTags(store, record.VpnGatewayId),
  };
}
