import { AwsError } from "../../../errors.ts";
import type { ResourceProvider, ResourceRequest } from "../../cloudformation/provider.ts";
import { markAsOfStack, orMissing, pause, remove, tagSpecifications, until, updateTags } from "./handling.ts";
import { changed, known, number, requiredText, text } from "./properties.ts";

export const internetGateway: ResourceProvider = {
  async create(request) {
    known(request, "Tags");
    const { InternetGateway } = await request.call.invoke("ec2", "CreateInternetGateway", {
      TagSpecifications: tagSpecifications(request, "internet-gateway"),
    });
    const id = InternetGateway!.InternetGatewayId!;
    markAsOfStack(request, id);
    return { physicalId: id, attributes: { InternetGatewayId: id } };
  },
  // Less than a VPC takes, as on AWS: the attachment then never waits for the gateway.
  stabilise: (request) => pause(request, 10_000),
  async update(request, old) {
    await updateTags(request, request.physicalId, old);
    return { physicalId: request.physicalId, attributes: { InternetGatewayId: request.physicalId } };
  },
  delete: (request) =>
    remove(request, () =>
      request.call.invoke("ec2", "DeleteInternetGateway", { InternetGatewayId: request.physicalId }),
    ),
};

export const vpnGateway: ResourceProvider = {
  async create(request) {
    known(request, "Type", "AmazonSideAsn", "Tags");
    const { VpnGateway } = await request.call.invoke("ec2", "CreateVpnGateway", {
      Type: requiredText(request, "Type") as "ipsec.1",
      AmazonSideAsn: number(request.properties, "AmazonSideAsn"),
      TagSpecifications: tagSpecifications(request, "vpn-gateway"),
    });
    const id = VpnGateway!.VpnGatewayId!;
    markAsOfStack(request, id);
    return { physicalId: id, attributes: { VPNGatewayId: id } };
  },
  stabilise: (request) => pause(request, 16_000),
  async update(request, old) {
    if (changed(request, old).some((name) => name !== "Tags")) return "replace";
    await updateTags(request, request.physicalId, old);
    return { physicalId: request.physicalId, attributes: { VPNGatewayId: request.physicalId } };
  },
  delete: (request) =>
    remove(request, () =>
      request.call.invoke("ec2", "DeleteVpnGateway", { VpnGatewayId: request.physicalId }),
    ),
};

const attachmentState = async (request: ResourceRequest, VpnGatewayId: string, vpcId: string) => {
  const answer = await orMissing(
    request.call.invoke("ec2", "DescribeVpnGateways", { VpnGatewayIds: [VpnGatewayId] }),
  );
  return answer?.VpnGateways?.[0]?.VpcAttachments?.find((each) => each.VpcId === vpcId)?.State;
};

/** Its physical id is `IGW|vpc-…` or `VGW|vpc-…`; which of the two is GetAtt's AttachmentType. */
export const vpcGatewayAttachment: ResourceProvider = {
  async create(request) {
    known(request, "VpcId", "InternetGatewayId", "VpnGatewayId");
    const VpcId = requiredText(request, "VpcId");
    const InternetGatewayId = text(request.properties, "InternetGatewayId");
    const VpnGatewayId = text(request.properties, "VpnGatewayId");
    if ((InternetGatewayId === undefined) === (VpnGatewayId === undefined)) {
      throw new AwsError(
        "ValidationError",
        "Exactly one of InternetGatewayId and VpnGatewayId must be specified",
      );
    }
    if (InternetGatewayId) {
      await request.call.invoke("ec2", "AttachInternetGateway", { InternetGatewayId, VpcId });
    } else {
      await request.call.invoke("ec2", "AttachVpnGateway", { VpnGatewayId, VpcId });
    }
    const AttachmentType = InternetGatewayId ? "IGW" : "VGW";
    return { physicalId: `${AttachmentType}|${VpcId}`, attributes: { AttachmentType } };
  },
  async stabilise(request) {
    const VpnGatewayId = text(request.properties, "VpnGatewayId");
    if (!VpnGatewayId) return pause(request, 1_000);
    const vpcId = requiredText(request, "VpcId");
    await until(request, async () => (await attachmentState(request, VpnGatewayId, vpcId)) === "attached");
  },
  async delete(request) {
    const VpcId = requiredText(request, "VpcId");
    const InternetGatewayId = text(request.properties, "InternetGatewayId");
    const VpnGatewayId = text(request.properties, "VpnGatewayId");
    if (InternetGatewayId) {
      await remove(request, () =>
        request.call.invoke("ec2", "DetachInternetGateway", { InternetGatewayId, VpcId }),
      );
    }
    if (VpnGatewayId) {
      await remove(request, () => request.call.invoke("ec2", "DetachVpnGateway", { VpnGatewayId, VpcId }));
      await until(request, async () => {
        return ((await attachmentState(request, VpnGatewayId, VpcId)) ?? "detached") === "detached";
      });
    }
  },
};

/** Ref is the public address; the allocation is an attribute. */
export const eip: ResourceProvider = {
  async create(request) {
    known(request, "Domain", "InstanceId", "Tags");
    const { AllocationId, PublicIp } = await request.call.invoke("ec2", "AllocateAddress", {
      Domain: "vpc",
      TagSpecifications: tagSpecifications(request, "elastic-ip"),
    });
    markAsOfStack(request, AllocationId!);
    const InstanceId = text(request.properties, "InstanceId");
    if (InstanceId) await request.call.invoke("ec2", "AssociateAddress", { AllocationId, InstanceId });
    return {
      physicalId: PublicIp!,
      attributes: { AllocationId: AllocationId!, PublicIp: PublicIp! },
    };
  },
  stabilise: (request) => pause(request, 16_000),
  async delete(request) {
    const found = await orMissing(
      request.call.invoke("ec2", "DescribeAddresses", { PublicIps: [request.physicalId] }),
    );
    const address = found?.Addresses?.[0];
    if (!address) return;
    const { AllocationId, AssociationId } = address;
    await remove(request, async () => {
      if (AssociationId && text(request.properties, "InstanceId")) {
        await orMissing(request.call.invoke("ec2", "DisassociateAddress", { AssociationId }));
      }
      await request.call.invoke("ec2", "ReleaseAddress", { AllocationId });
    });
  },
};

const natGatewayOf = async (request: ResourceRequest, id: string) => {
  const answer = await orMissing(request.call.invoke("ec2", "DescribeNatGateways", { NatGatewayIds: [id] }));
  return answer?.NatGateways?.[0];
};

export const natGateway: ResourceProvider = {
  async create(request) {
    known(request, "SubnetId", "AllocationId", "ConnectivityType", "PrivateIpAddress", "Tags");
    const { NatGateway } = await request.call.invoke("ec2", "CreateNatGateway", {
      SubnetId: requiredText(request, "SubnetId"),
      AllocationId: text(request.properties, "AllocationId"),
      ConnectivityType: text(request.properties, "ConnectivityType") === "private" ? "private" : "public",
      PrivateIpAddress: text(request.properties, "PrivateIpAddress"),
      TagSpecifications: tagSpecifications(request, "natgateway"),
    });
    const id = NatGateway!.NatGatewayId!;
    markAsOfStack(request, id);
    const EniId = NatGateway?.NatGatewayAddresses?.[0]?.NetworkInterfaceId ?? "";
    return { physicalId: id, attributes: { NatGatewayId: id, EniId } };
  },
  stabilise: (request) =>
    until(request, async () => {
      const gateway = await natGatewayOf(request, request.physicalId);
      if (gateway?.State === "failed") {
        throw new AwsError(
          "NotStabilized",
          `NatGateway ${request.physicalId} is in state failed and hence failed to stabilize. Detailed failure message: ${gateway.FailureMessage}`,
        );
      }
      return gateway?.State === "available";
    }),
  async update(request, old) {
    if (changed(request, old).some((name) => name !== "Tags")) return "replace";
    await updateTags(request, request.physicalId, old);
    const gateway = await natGatewayOf(request, request.physicalId);
    const EniId = gateway?.NatGatewayAddresses?.[0]?.NetworkInterfaceId ?? "";
    return { physicalId: request.physicalId, attributes: { NatGatewayId: request.physicalId, EniId } };
  },
  async delete(request) {
    const NatGatewayId = request.physicalId;
    await remove(request, () => request.call.invoke("ec2", "DeleteNatGateway", { NatGatewayId }));
    await until(request, async () => {
      return ((await natGatewayOf(request, NatGatewayId))?.State ?? "deleted") === "deleted";
    });
  },
};
