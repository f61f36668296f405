import type {
  Container,
  EcsClusterDetails,
  EksClusterDetails,
  KubernetesDetails,
} from "@aws-sdk/client-guardduty";
import type { Place } from "../../../cloud.ts";
import type { FindingType } from "../catalogue.ts";
import { tags } from "./words.ts";

const CREATED = new Date("2021-11-11T10:15:55.218Z");

export function eksCluster({ region, accountId }: Place): EksClusterDetails {
  return {
    Name: "GeneratedFindingEKSClusterName",
    Arn: `arn:aws:eks:${region}:${accountId}:cluster/GeneratedFindingEKSClusterName`,
    VpcId: "GeneratedFindingEKSClusterVpcId",
    Status: "ACTIVE",
    CreatedAt: CREATED,
    Tags: tags(3, "GeneratedFindingEKSCluster"),
  };
}

export function ecsCluster({ region, accountId }: Place): EcsClusterDetails {
  const arn = `arn:aws:ecs:${region}:${accountId}`;
  return {
    Name: "GeneratedFindingECSClusterName",
    Arn: `${arn}:cluster/GeneratedFindingECSClusterName`,
    Status: "ACTIVE",
    Tags: tags(2, "GeneratedFindingECSCluster"),
    TaskDetails: {
      Arn: `${arn}:task/GeneratedFindingECSClusterName/GeneratedFindingECSTaskId`,
      DefinitionArn: `${arn}:task-definition/GeneratedFindingTaskDefinition:1`,
      Version: "1",
      TaskCreatedAt: CREATED,
      StartedAt: CREATED,
      StartedBy: "GeneratedFindingECSTaskStartedBy",
      Containers: [container()],
      Group: "GeneratedFindingECSTaskGroup",
    },
  };
}

/** Who called the cluster, and what it was about where a workload was. */
export function kubernetes({ type, action }: FindingType): KubernetesDetails {
  const workload = !action || /Workload|Pod|Container|Dashboard/.test(type);
  return {
    KubernetesUserDetails: {
      Username: "GeneratedFindingUserName",
      Uid: "GeneratedFindingUID",
      Groups: ["GeneratedFindingUserGroup"],
    },
    ...(workload
      ? {
          KubernetesWorkloadDetails: {
            Name: "GeneratedFindingWorkloadName",
            Type: "GeneratedFindingWorkloadType",
            Uid: "GeneratedFindingWorkloadUID",
            Namespace: "GeneratedFindingNamespace",
            HostNetwork: false,
            Containers: [container(type.includes("Privileged"))],
          },
        }
      : {}),
  };
}

export function container(privileged = false): Container {
  return {
    Id: "GeneratedFindingContainerId",
    Name: "GeneratedFindingContainerName",
    Image: "GeneratedFindingContainerImage",
    ImagePrefix: "GeneratedFindingImagePrefix",
    ContainerRuntime: "docker",
    SecurityContext: { Privileged: privileged },
  };
}
