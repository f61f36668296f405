import type { Capability, Change, ResourceChangeDetail } from "@aws-sdk/client-cloudformation";
import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import type { PlannedChange } from "../store.ts";
import { findChangeSet } from "./change-set-lookup.ts";
import { describeParameters } from "./describe-stacks.ts";
import { page } from "./paging.ts";

export function DescribeChangeSet(
  input: Input<"cloudformation", "DescribeChangeSet">,
  call: Call,
): Output<"cloudformation", "DescribeChangeSet"> {
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
    Changes: items.map((change) => describe(change, input.IncludePropertyValues ?? false)),
    IncludeNestedStacks: false,
    OnStackFailure: changeSet.onFailure,
    ImportExistingResources: changeSet.importExisting,
    NextToken,
  };
}

function describe(change: PlannedChange, withValues: boolean): Change {
  return {
    Type: "Resource",
    ResourceChange: {
      Action: change.action,
      LogicalResourceId: change.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: change.type,
      ...(change.action === "Modify" ? { Replacement: change.replacement } : {}),
      Scope: change.scope,
      Details: details(change, withValues),
      ...(withValues ? { BeforeContext: change.before, AfterContext: change.after } : {}),
    },
  };
}

function details(change: PlannedChange, withValues: boolean): ResourceChangeDetail[] {
  const before = propertiesOf(change.before);
  const after = propertiesOf(change.after);
  const properties = change.properties.map((property): ResourceChangeDetail => {
    const { name, recreation } = property;
    return {
      Target: {
        Attribute: "Properties",
        Name: name,
        RequiresRecreation: recreation,
        ...(withValues ? difference(name, before[name], after[name]) : {}),
      },
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

/** How a property changes. AWS goes down to the member that differs; here it is always the whole property. */
function difference(name: string, before: unknown, after: unknown) {
  const text = (value: unknown) =>
    value === undefined || typeof value === "string" ? value : JSON.stringify(value);
  const change = before === undefined ? "Add" : after === undefined ? "Remove" : "Modify";
  return {
    Path: `/Properties/${name}`,
    BeforeValue: text(before),
    AfterValue: text(after),
    AttributeChangeType: change,
  } as const;
}

function propertiesOf(context: string | undefined): Record<string, unknown> {
  return context === undefined ? {} : JSON.parse(context).Properties;
}
