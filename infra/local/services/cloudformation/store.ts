import type {
  ChangeSetStatus,
  ExecutionStatus,
  ResourceStatus,
  StackStatus,
} from "@aws-sdk/client-cloudformation";
import { defineStore } from "../../cloud.ts";
import type { Principal } from "../../principal.ts";

export interface Tag {
  Key: string;
  Value: string;
}

/** A parameter of a stack. Lists are kept joined by commas, as DescribeStacks answers them. */
export interface StackParameter {
  key: string;
  value: string;
  /** The value that an SSM parameter type stood for when the stack was last created or updated. */
  resolvedValue?: string;
  noEcho?: boolean;
}

/** What a stack is made from. */
export interface Blueprint {
  template: string;
  parameters: StackParameter[];
  tags: Tag[];
  capabilities: string[];
}

type DeletionPolicy = "Delete" | "Retain" | "RetainExceptOnCreate";

/** One resource of a stack: what was asked for, and what is there. */
export interface ResourceRecord {
  logicalId: string;
  type: string;
  status: ResourceStatus;
  reason?: string;
  changed: Date;
  /** Absent until the provider's create has returned. */
  physicalId?: string;
  attributes: Record<string, string | string[]>;
  /** As the template resolved them; dynamic references are kept as written. */
  properties: Record<string, unknown>;
  metadata?: string;
  description?: string;
  tags: Tag[];
  /** Every resource that this one needs, said by DependsOn or by a reference. */
  dependsOn: string[];
  deletionPolicy: DeletionPolicy;
  updateReplacePolicy: DeletionPolicy;
  /** The random end of a generated name: kept, so that an interrupted creation asks for the same name again. */
  suffix: string;
  /** The operation that brought the resource to this state; a resumed operation skips what it had finished. */
  operation: string;
  /** Whether an update is creating a new physical resource in the old one's place. */
  replacing?: boolean;
  /** Whether it was there before the stack, which a stack that is rolled back leaves it to. */
  imported?: boolean;
}

export interface OutputRecord {
  key: string;
  value: string;
  description?: string;
  exportName?: string;
}

interface EventRecord {
  id: string;
  logicalId: string;
  physicalId: string;
  type: string;
  time: Date;
  status: ResourceStatus;
  reason?: string;
  properties?: string;
  token?: string;
}

/** A stack as it was before an update, to go back to. */
interface Former {
  blueprint: Blueprint;
  resources: Record<string, ResourceRecord>;
}

/** The operation under way, or the last one. The stack's status says how far it is. */
export interface OperationRecord {
  id: string;
  token?: string;
  former?: Former;
  /** Physical resources that the update left behind, to be deleted in the clean-up phase. */
  obsolete: ResourceRecord[];
  /** DeleteStack's RetainResources, or ContinueUpdateRollback's ResourcesToSkip. */
  spared: string[];
  /** DeletionMode FORCE_DELETE_STACK: what cannot be deleted is left behind. */
  force?: boolean;
  /** The moment at which TimeoutInMinutes gives the creation up. */
  deadline?: Date;
  cancelled?: boolean;
  /** A rollback also deletes what this operation made under a DeletionPolicy of Retain. */
  retainExceptOnCreate?: boolean;
  /** By logical id, the physical resources that were there before and are taken into the stack. */
  imports?: Record<string, string>;
  disableRollback: boolean;
}

/** One line of a change set, as DescribeChangeSet answers it. */
export interface PlannedChange {
  action: "Add" | "Modify" | "Remove" | "Import";
  logicalId: string;
  type: string;
  physicalId?: string;
  replacement?: "True" | "False" | "Conditional";
  scope: ("Properties" | "Metadata" | "Tags")[];
  properties: { name: string; recreation: "Always" | "Never" | "Conditionally"; dynamic: boolean }[];
  /** The resource before and after the change, as JSON. Gone once the change set is executed, to keep the account small. */
  before?: string;
  after?: string;
}

export interface ChangeSetRecord {
  id: string;
  name: string;
  kind: "CREATE" | "UPDATE";
  description?: string;
  created: Date;
  status: ChangeSetStatus;
  reason?: string;
  execution: ExecutionStatus;
  blueprint: Blueprint;
  changes: PlannedChange[];
  notificationArns: string[];
  roleArn?: string;
  onFailure?: "ROLLBACK" | "DO_NOTHING" | "DELETE";
  token?: string;
  importExisting?: boolean;
}

export interface StackRecord {
  id: string;
  name: string;
  blueprint: Blueprint;
  description?: string;
  status: StackStatus;
  reason?: string;
  created: Date;
  updated?: Date;
  deleted?: Date;
  terminationProtection: boolean;
  onFailure: "ROLLBACK" | "DO_NOTHING" | "DELETE";
  timeoutInMinutes?: number;
  notificationArns: string[];
  /** The service role, which CloudFormation keeps using until another is given. */
  roleArn?: string;
  /** Whoever began the operation: calls are theirs when there is no service role. */
  principal: Principal;
  resources: Record<string, ResourceRecord>;
  outputs: OutputRecord[];
  /** The names of other stacks' exports that this one uses. */
  imports: string[];
  /** The change set that the stack was last changed by. */
  changeSetId?: string;
  /** Oldest first. */
  events: EventRecord[];
  operation: OperationRecord;
  changeSets: ChangeSetRecord[];
  /** The ClientRequestTokens seen, with the operation that each was used for. */
  tokens: Record<string, string>;
}

export interface CloudFormationState {
  /** By stack id, oldest first; deleted ones stay for a while. */
  stacks: Record<string, StackRecord>;
}

export const cloudFormationStore = defineStore<CloudFormationState>({
  name: "cloudformation",
  scope: "region",
  create: () => ({ stacks: {} }),
});
