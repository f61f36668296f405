import type { Operations } from "../../../service.ts";
import { catalogueOperations } from "./catalogue.ts";
import { describeInstancesOperations } from "./describe-instances.ts";
import { imageOperations } from "./images.ts";
import { attributeOperations } from "./instance-attributes.ts";
import { lifecycleOperations } from "./instance-lifecycle.ts";
import { instanceStatusOperations } from "./instance-status.ts";
import { keyPairOperations } from "./key-pairs.ts";
import { networkInterfaceOperations } from "./network-interfaces.ts";
import { profileOperations } from "./profiles.ts";
import { runInstancesOperations } from "./run-instances.ts";
import { volumeOperations } from "./volumes.ts";

/**
 * EC2's instances and what belongs to them.
 *
 * Known gaps: launch templates, Spot, several interfaces at launch, snapshots, creating and attaching volumes,
 * images of one's own, placement groups, hibernation, secondary private addresses, IPv6. The memory, the disks
 * and the processes of an instance do not exist: user-data.ts says what is known of its software.
 *
 * Deliberate differences: profile associations, group changes and metadata options take effect at once; an
 * instance's user data runs when somebody first needs to know what came of it (first-boot.ts).
 */
export const computeOperations: Operations<"ec2"> = {
  ...attributeOperations,
  ...catalogueOperations,
  ...describeInstancesOperations,
  ...imageOperations,
  ...instanceStatusOperations,
  ...keyPairOperations,
  ...lifecycleOperations,
  ...networkInterfaceOperations,
  ...profileOperations,
  ...runInstancesOperations,
  ...volumeOperations,
};
