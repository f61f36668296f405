/**
 * AWS CloudFormation.
 *
 * Known gaps
 * - Refused, loudly: transforms and macros, nested stacks, stack sets, resource import by identifiers, stack
 *   policies, rollback triggers, SNS notifications, CreationPolicy and UpdatePolicy, wait conditions that wait for
 *   signals, Snapshot policies, dynamic references but `ssm`, drift detection, express deployments, stack refactoring.
 * - ImportExistingResources finds buckets, repositories, log groups and parameters; anything else that exists already
 *   fails as it is created. What is imported is not tagged.
 * - Properties are checked as each resource is created or updated, not before; of the EC2 types' only the names.
 * - A creation that the process is killed in the middle of, before the provider has answered, is begun again
 *   after the restart: what has a name of its own then fails as already there, as nothing tells it apart.
 * - Throttling is tried again for deletions only.
 *
 * Deliberate differences
 * - A change set is planned before CreateChangeSet answers, so that it is never seen CREATE_IN_PROGRESS. It tells
 *   values property by property, not member by member, and no longer once it has been executed.
 * - A stack's events are a millisecond apart at least, however fast they come.
 * - "Eventual consistency check initiated" events (DetailedStatus CONFIGURATION_COMPLETE) are left out.
 * - A refused deletion is tried again while other deletions may clear the way, then for some ninety seconds of AWS
 *   time, whatever its type; AWS's own patience differs by type.
 * - The twenty stacks of a Region that were deleted last stay on record, and not those of ninety days.
 * - At pace instant, TimeoutInMinutes never runs out, and a call that begins an operation answers once that is over
 *   (or after a second).
 */
import { defineService } from "../../service.ts";
import { resume } from "./engine/drive.ts";
import {
  CreateChangeSet,
  DeleteChangeSet,
  ExecuteChangeSet,
  ListChangeSets,
} from "./operations/change-sets.ts";
import { CreateStack } from "./operations/create-stack.ts";
import { DeleteStack } from "./operations/delete-stack.ts";
import { DescribeChangeSet } from "./operations/describe-change-set.ts";
import {
  DescribeStackResource,
  DescribeStackResources,
  ListStackResources,
} from "./operations/describe-resources.ts";
import { DescribeStackEvents, DescribeStacks, ListStacks } from "./operations/describe-stacks.ts";
import { ListExports, ListImports } from "./operations/exports.ts";
import {
  CancelUpdateStack,
  ContinueUpdateRollback,
  RollbackStack,
  UpdateTerminationProtection,
} from "./operations/stack-control.ts";
import { GetTemplate, GetTemplateSummary, ValidateTemplate } from "./operations/templates.ts";
import { UpdateStack } from "./operations/update-stack.ts";
import { permissions } from "./permissions.ts";
import { resourceProviders } from "./resource-providers.ts";

export const cloudformation = defineService({
  name: "cloudformation",
  sdk: () => import("@aws-sdk/client-cloudformation"),
  operations: {
    CancelUpdateStack,
    ContinueUpdateRollback,
    CreateChangeSet,
    CreateStack,
    DeleteChangeSet,
    DeleteStack,
    DescribeChangeSet,
    DescribeStackEvents,
    DescribeStackResource,
    DescribeStackResources,
    DescribeStacks,
    ExecuteChangeSet,
    GetTemplate,
    GetTemplateSummary,
    ListChangeSets,
    ListExports,
    ListImports,
    ListStackResources,
    ListStacks,
    RollbackStack,
    UpdateStack,
    UpdateTerminationProtection,
    ValidateTemplate,
  },
  permissions,
  resourceProviders,
  resume,
});
