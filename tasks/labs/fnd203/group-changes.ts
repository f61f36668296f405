import {
  AuthorizeSecurityGroupEgressCommand,
  type EC2Client,
  type IpPermission,
  ModifyNetworkInterfaceAttributeCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import type { Direction } from "../../network/topology.ts";
import { isAwsError } from "../../runtime/errors.ts";
import type { Calls } from "../lab.ts";

/** One change to a security group or to who carries it. */
export type GroupChange =
  | { do: "authorise-egress"; groupId: string; tcpPorts: readonly number[]; to: string }
  | { do: "revoke"; groupId: string; direction: Direction; ruleId: string; words: string }
  | { do: "set-groups"; interfaceId: string; groupIds: string[] };

/** Carries out changes in their order, and says what it did. What somebody else did meanwhile is taken as done. */
export async function* applyGroupChanges(ec2: EC2Client, changes: GroupChange[]): Calls {
  for (const change of changes) yield* applyChange(ec2, change);
}

async function* applyChange(ec2: EC2Client, change: GroupChange): Calls {
  switch (change.do) {
    case "authorise-egress": {
      // One call a port: a duplicate among several permissions refuses them all.
      for (const port of change.tcpPorts) {
        await unless("InvalidPermission.Duplicate", () =>
          ec2.send(
            new AuthorizeSecurityGroupEgressCommand({
              GroupId: change.groupId,
              IpPermissions: [permission(port, change.to)],
            }),
          ),
        );
        yield {
          service: "ec2",
          operation: "AuthorizeSecurityGroupEgress",
          summary: `Allowed TCP ${port} from ${change.groupId} to ${change.to}`,
        };
      }
      return;
    }
    case "revoke": {
      const input = { GroupId: change.groupId, SecurityGroupRuleIds: [change.ruleId] };
      const egress = change.direction === "egress";
      await unless("InvalidSecurityGroupRuleId.NotFound", () =>
        egress
          ? ec2.send(new RevokeSecurityGroupEgressCommand(input))
          : ec2.send(new RevokeSecurityGroupIngressCommand(input)),
      );
      yield {
        service: "ec2",
        operation: egress ? "RevokeSecurityGroupEgress" : "RevokeSecurityGroupIngress",
        summary: `Removed ${change.words} from ${change.groupId}`,
      };
      return;
    }
    case "set-groups":
      await ec2.send(
        new ModifyNetworkInterfaceAttributeCommand({
          NetworkInterfaceId: change.interfaceId,
          Groups: change.groupIds,
        }),
      );
      yield {
        service: "ec2",
        operation: "ModifyNetworkInterfaceAttribute",
        summary: `Gave ${change.interfaceId} the security groups ${change.groupIds.join(", ")}`,
      };
  }
}

function permission(port: number, target: string): IpPermission {
  const tcp = { IpProtocol: "tcp", FromPort: port, ToPort: port };
  return target.startsWith("pl-")
    ? { ...tcp, PrefixListIds: [{ PrefixListId: target }] }
    : { ...tcp, UserIdGroupPairs: [{ GroupId: target }] };
}

async function unless(code: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!isAwsError(error, code)) throw error;
  }
}
