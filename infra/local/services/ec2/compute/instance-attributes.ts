import type { InstanceAttribute, InstanceAttributeName } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import type { Operations } from "../../../service.ts";
import { invalidValue, required, supports } from "../errors.ts";
import { find } from "../kinds.ts";
import { type Ec2Store, ec2, type InstanceRecord } from "../store.ts";
import { groupsOf } from "./describe-instances.ts";
import { firstBoot } from "./first-boot.ts";
import { stateAt } from "./instance-state.ts";
import { instanceType } from "./instance-types.ts";
import { checkGroups } from "./launch-network.ts";
import { changeMetadataOptions } from "./metadata-options.ts";

export const attributeOperations: Operations<"ec2"> = {
  DescribeInstanceAttribute(input, call) {
    supports(input, "InstanceId", "Attribute");
    const store = ec2(call);
    const instance = find(store, "instances", input.InstanceId, "InstanceId");
    return {
      InstanceId: instance.InstanceId,
      ...attribute(store, instance, required(input.Attribute, "Attribute")),
    };
  },

  ModifyInstanceAttribute(input, call) {
    supports(
      input,
      "InstanceId",
      "Attribute",
      "Value",
      "DisableApiTermination",
      "DisableApiStop",
      "EbsOptimized",
      "Groups",
      "InstanceInitiatedShutdownBehavior",
      "InstanceType",
      "SourceDestCheck",
      "UserData",
    );
    const store = ec2(call);
    const instance = find(store, "instances", input.InstanceId, "InstanceId");
    const stopped = () => {
      if (stateAt(instance, call.cloud.clock.now()) === "stopped") return;
      throw new AwsError(
        "IncorrectInstanceState",
        `The instance '${instance.InstanceId}' is not in the 'stopped' state.`,
      );
    };
    // The command line's `--attribute NAME --value V` is the older way to say the same.
    const byName = (name: InstanceAttributeName) => (input.Attribute === name ? input.Value : undefined);
    const flag = (value: string | undefined) => (value === undefined ? undefined : value === "true");
    const protect = input.DisableApiTermination?.Value ?? flag(byName("disableApiTermination"));
    if (protect !== undefined) instance.disableApiTermination = protect;
    const keepRunning = input.DisableApiStop?.Value ?? flag(byName("disableApiStop"));
    if (keepRunning !== undefined) instance.disableApiStop = keepRunning;
    const behaviour =
      input.InstanceInitiatedShutdownBehavior?.Value ?? byName("instanceInitiatedShutdownBehavior");
    if (behaviour !== undefined) instance.shutdownBehavior = shutdownBehaviour(behaviour);
    const primary = store.networkInterfaces[instance.networkInterfaceIds[0] ?? ""];
    const check = input.SourceDestCheck?.Value ?? flag(byName("sourceDestCheck"));
    if (check !== undefined && primary) primary.SourceDestCheck = check;
    if (input.Groups?.length && primary) {
      primary.securityGroupIds = checkGroups(store, input.Groups, primary.VpcId);
      instance.securityGroupIds = primary.securityGroupIds;
    }
    const type = input.InstanceType?.Value ?? byName("instanceType");
    if (type !== undefined) {
      stopped();
      // The SDK's enum has every type that there is; the account knows some of them.
      instance.InstanceType = instanceType(type).name as InstanceRecord["InstanceType"];
    }
    if (input.EbsOptimized?.Value !== undefined) {
      stopped();
      instance.EbsOptimized = input.EbsOptimized.Value;
    }
    const userData = input.UserData?.Value;
    if (userData !== undefined) {
      stopped();
      instance.userData = Buffer.from(userData).toString("base64");
    }
    return {};
  },

  ModifyInstanceMetadataOptions(input, call) {
    supports(
      input,
      "InstanceId",
      "HttpTokens",
      "HttpPutResponseHopLimit",
      "HttpEndpoint",
      "HttpProtocolIpv6",
      "InstanceMetadataTags",
    );
    const instance = find(ec2(call), "instances", input.InstanceId, "InstanceId");
    instance.MetadataOptions = changeMetadataOptions(instance.MetadataOptions ?? {}, input);
    return {
      InstanceId: instance.InstanceId,
      InstanceMetadataOptions: { ...instance.MetadataOptions, State: "pending" },
    };
  },

  async GetConsoleOutput(input, call) {
    supports(input, "InstanceId", "Latest");
    const instance = find(ec2(call), "instances", input.InstanceId, "InstanceId");
    const boot = await firstBoot(call, instance);
    // Until the instance has booted there is no output at all.
    const text = boot && ["Amazon Linux", ...boot.log, "cloud-init finished", ""].join("\r\n");
    return {
      InstanceId: instance.InstanceId,
      Timestamp: boot ? instance.firstBoot.endsAt : instance.LaunchTime,
      ...(text && { Output: Buffer.from(text).toString("base64") }),
    };
  },
};

function attribute(
  store: Ec2Store,
  instance: InstanceRecord,
  name: InstanceAttributeName,
): InstanceAttribute {
  const primary = store.networkInterfaces[instance.networkInterfaceIds[0] ?? ""];
  switch (name) {
    case "blockDeviceMapping":
      return { BlockDeviceMappings: instance.BlockDeviceMappings ?? [] };
    case "disableApiStop":
      return { DisableApiStop: { Value: instance.disableApiStop } };
    case "disableApiTermination":
      return { DisableApiTermination: { Value: instance.disableApiTermination } };
    case "ebsOptimized":
      return { EbsOptimized: { Value: instance.EbsOptimized ?? false } };
    case "enaSupport":
      return { EnaSupport: { Value: instance.EnaSupport ?? false } };
    case "groupSet":
      return { Groups: groupsOf(store, primary?.securityGroupIds ?? []) };
    case "instanceInitiatedShutdownBehavior":
      return { InstanceInitiatedShutdownBehavior: { Value: instance.shutdownBehavior } };
    case "instanceType":
      return { InstanceType: { Value: instance.InstanceType } };
    case "kernel":
      return { KernelId: {} };
    case "productCodes":
      return { ProductCodes: [] };
    case "ramdisk":
      return { RamdiskId: {} };
    case "rootDeviceName":
      return { RootDeviceName: { Value: instance.RootDeviceName ?? "" } };
    case "sourceDestCheck":
      return { SourceDestCheck: { Value: primary?.SourceDestCheck ?? true } };
    case "sriovNetSupport":
      return { SriovNetSupport: { Value: "simple" } };
    case "userData":
      return { UserData: instance.userData === undefined ? {} : { Value: instance.userData } };
    default:
      throw invalidValue(`Value (${name}) for parameter attribute is invalid. Unknown attribute.`);
  }
}

function shutdownBehaviour(value: string): "stop" | "terminate" {
  if (value === "stop" || value === "terminate") return value;
  throw invalidValue(
    `Value (${value}) for parameter value is invalid. Invalid instance initiated shutdown behavior.`,
  );
}
