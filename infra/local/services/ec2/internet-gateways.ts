import type { AttachmentStatus, InternetGateway } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { describe, withTags } from "./describe.ts";
import { dependencyViolation, invalidValue, supports } from "./errors.ts";
import { newId } from "./ids.ts";
import { find } from "./kinds.ts";
import { forget } from "./settle.ts";
import { type Ec2Store, ec2, type InternetGatewayRecord } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";

export const internetGatewayOperations: Operations<"ec2"> = {
  CreateInternetGateway(input, call) {
    supports(input, "TagSpecifications");
    const store = ec2(call);
    const tags = tagsFor(input.TagSpecifications, "internet-gateway");
    const InternetGatewayId = newId("igw");
    const gateway: InternetGatewayRecord = { InternetGatewayId, OwnerId: call.accountId, Attachments: [] };
    store.internetGateways[InternetGatewayId] = gateway;
    setTags(store, InternetGatewayId, tags);
    return { InternetGateway: shape(store, gateway) };
  },

  DescribeInternetGateways(input, call) {
    supports(input, "InternetGatewayIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const { items, NextToken } = describe(store, "internetGateways", input, {
      ids: input.InternetGatewayIds,
      idsParameter: "internetGatewayIds",
      shape: (gateway) => shape(store, gateway),
      filters: {
        "attachment.state": (gateway) => gateway.Attachments?.map((each) => each.State),
        "attachment.vpc-id": (gateway) => gateway.Attachments?.map((each) => each.VpcId),
        "internet-gateway-id": (gateway) => gateway.InternetGatewayId,
        "owner-id": (gateway) => gateway.OwnerId,
      },
    });
    return { InternetGateways: items, NextToken };
  },

  AttachInternetGateway(input, call) {
    supports(input, "InternetGatewayId", "VpcId");
    const store = ec2(call);
    const gateway = find(store, "internetGateways", input.InternetGatewayId, "InternetGatewayId");
    const { VpcId } = find(store, "vpcs", input.VpcId, "VpcId");
    const attached = gateway.Attachments[0];
    if (attached) {
      throw new AwsError(
        "Resource.AlreadyAssociated",
        `resource ${gateway.InternetGatewayId} is already attached to network ${attached.VpcId}`,
      );
    }
    if (internetGatewayOf(store, VpcId)) {
      throw invalidValue(`Network ${VpcId} already has an internet gateway attached`);
    }
    gateway.Attachments = [{ VpcId, State: "attached" }];
    return {};
  },

  DetachInternetGateway(input, call) {
    supports(input, "InternetGatewayId", "VpcId");
    const store = ec2(call);
    const gateway = find(store, "internetGateways", input.InternetGatewayId, "InternetGatewayId");
    const { VpcId } = find(store, "vpcs", input.VpcId, "VpcId");
    if (gateway.Attachments[0]?.VpcId !== VpcId) {
      throw new AwsError(
        "Gateway.NotAttached",
        `resource ${gateway.InternetGatewayId} is not attached to network ${VpcId}`,
      );
    }
    const mapped = Object.values(store.networkInterfaces).some(
      (each) => each.VpcId === VpcId && each.Association !== undefined,
    );
    if (mapped) {
      throw dependencyViolation(
        `Network ${VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
      );
    }
    gateway.Attachments = [];
    return {};
  },

  DeleteInternetGateway(input, call) {
    supports(input, "InternetGatewayId");
    const store = ec2(call);
    const gateway = find(store, "internetGateways", input.InternetGatewayId, "InternetGatewayId");
    if (gateway.Attachments.length > 0) {
      throw dependencyViolation(
        `The internetGateway '${gateway.InternetGatewayId}' has dependencies and cannot be deleted.`,
      );
    }
    forget(store, "internetGateways", gateway.InternetGatewayId);
    return {};
  },
};

/** The Internet gateway attached to a VPC. */
export function internetGatewayOf(store: Ec2Store, vpcId: string): InternetGatewayRecord | undefined {
  return Object.values(store.internetGateways).find((gateway) =>
    gateway.Attachments.some((attachment) => attachment.VpcId === vpcId),
  );
}

function shape(store: Ec2Store, gateway: InternetGatewayRecord): InternetGateway {
  return {
    ...gateway,
    Attachments: gateway.Attachments.map(({ VpcId }) => ({
      VpcId,
      // Documented: "For an internet gateway, the state is `available` when attached", which the enum lacks.
      State: "available" as string as AttachmentStatus,
    })),
    ...withTags(store, gateway.InternetGatewayId),
  };
}
