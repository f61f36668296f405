/**
 * AWS Step Functions: the API, and an interpreter of the Amazon States Language in JSONata and JSONPath.
 *
 * Known gaps: Parquet files in ItemReader; integrations other than Lambda, Step Functions,
 * activities and `aws-sdk:` of the local account's services, and so what TestState's TRACE shows of HTTP tasks;
 * customer managed keys; X-Ray traces.
 *
 * Deliberate differences: Wait states and back-offs pass at the account's pace, and the time-outs around them are
 * reckoned in AWS time; time-outs of work that is really done are real. After a restart a task that was in flight
 * is invoked again, and the time in between does not count against time-outs. Unsure: that States.MathRandom with a seed
 * answers as AWS's does; $random does. Executions that ended are kept by number and size (`retention.ts`),
 * not for 90 days, and a history's texts are 64 million characters at most. At most 1,000 children run side by side.
 * ResultWriter writes one file a status, however large, and after a redrive the same anew. A machine that is deleted has
 * its executions stopped at once, not at their next state. Nothing is throttled (docs/decisions.md, "Step Functions'
 * quotas"). What is no JSON is told in the words of V8, not of the JVM's Jackson.
 */
import { defineService } from "../../service.ts";
import { activityOperations } from "./api/activities.ts";
import { aliasOperations } from "./api/aliases.ts";
import { executionOperations } from "./api/executions.ts";
import { listExecutionsOperations } from "./api/list-executions.ts";
import { machineOperations } from "./api/machines.ts";
import { mapRunOperations } from "./api/map-runs.ts";
import { redriveOperations } from "./api/redrive.ts";
import { startOperations } from "./api/start.ts";
import { tagOperations } from "./api/tags.ts";
import { taskTokenOperations } from "./api/task-tokens.ts";
import { testStateOperations } from "./api/test-state.ts";
import { validateOperations } from "./api/validate.ts";
import { versionOperations } from "./api/versions.ts";
import { resumeExecutions } from "./engine.ts";
import { permissions } from "./permissions.ts";
import { resourceProviders } from "./resource-providers.ts";

export const states = defineService({
  name: "states",
  sdk: () => import("@aws-sdk/client-sfn"),
  operations: {
    ...machineOperations,
    ...validateOperations,
    ...versionOperations,
    ...aliasOperations,
    ...startOperations,
    ...executionOperations,
    ...listExecutionsOperations,
    ...redriveOperations,
    ...mapRunOperations,
    ...taskTokenOperations,
    ...activityOperations,
    ...tagOperations,
    ...testStateOperations,
  },
  permissions,
  resourceProviders,
  resume: resumeExecutions,
});
