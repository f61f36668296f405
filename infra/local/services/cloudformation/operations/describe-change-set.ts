import type { Capability, Change, ResourceChangeDetail } from "@aws-sdk/client-cloudformation";
import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import type { PlannedChange } from "../store.ts";
import { findChangeSet } from "./change-set-lookup.ts";
import { describeParameters } from "./describe-stacks.ts";
import { refuse } from "./guards.ts";
import { page } from "./paging.ts";

export function DescribeChangeSet(
  input: Input<"cloudformation", "DescribeChangeSet">,
  call: Call,
): Output<"cloudformation", "DescribeChangeSet"> {
  refuse(input, ["IncludePropertyValues"]);
  const { stack, changeSet } = findChangeSet(call, input.ChangeSetName, input.StackName);
  const { items, NextToken } = page(changeSet.changes, input.NextToken);
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: stack.id,
    StackName: stack.name,
    Description: changeSet.description,
    Parameters: describeParameters(changeSet.blueprint.parameters),
    CreationTime: changeSet.created,
    ExecutionStatus: changeSet.execution,
    Status: changeSet.status,
    StatusReason: changeSet.reason,
    NotificationARNs: changeSet.notificationArns,
    RollbackConfiguration: {},
    Capabilities: changeSet.blueprint.capabilities as Capability[],
    Tags: changeSet.blueprint.tags,
    Changes: items.map(describe),
    IncludeNestedStacks: false,
    OnStackFailure: changeSet.onFailure,
    NextToken,
  };
}

function describe(change: PlannedChange): Change {
  return {
    Type: "Resource",
    ResourceChange: {
      Action: change.action,
      LogicalResourceId: change.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: change.type,
      ...(change.action === "Modify" ? { Replacement: change.replacement } : {}),
      Scope: change.scope,
      Details: details(change),
    },
  };
}

function details(change: PlannedChange): ResourceChangeDetail[] {
  const properties = change.properties.map((property): ResourceChangeDetail => {
    return {
      Target: { Attribute: "Properties", Name: property.name, RequiresRecreation: property.recreation },
      Evaluation: property.dynamic ? "Dynamic" : "Static",
      ChangeSource: property.dynamic ? "ResourceReference" : "DirectModification",
    };
  });
  const others = change.scope
    .filter((attribute) => attribute !== "Properties")
    .map((attribute): ResourceChangeDetail => {
      return {
        Target: { Attribute: attribute, RequiresRecreation: "Never" },
        Evaluation: "Static",
        ChangeSource: "DirectModification",
      };
    });
  return [...properties, ...others];
}
