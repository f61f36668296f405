/**
 * AWS Lambda. Functions for nodejs22.x and nodejs24.x run: each execution environment is a worker thread of this
 * process, with an environment, credentials, memory limit, time-out and log stream of its own.
 *
 * Known gaps
 * - Not implemented, each refused by name: container images, layers, VPC access, dead-letter queues, destinations,
 *   file systems, SnapStart, code signing, durable functions, tenants, weighted aliases, event source mappings,
 *   function URLs, response streaming, provisioned concurrency.
 * - Functions can be created for every current runtime; only Node.js ones can be invoked.
 * - TracingConfig is kept and reported; there are no traces.
 *
 * Deliberate differences
 * - The runtime is the Node.js that Handrail runs on, whatever the version in the runtime's name; the AWS SDK is not
 *   part of it, so functions bundle theirs (AWS recommends the same).
 * - A thread is no sandbox: code sees the host's file system, and `process.cwd()` is the host's. Its own folder, which
 *   is /var/task on Lambda and cannot be written there, is shared by all who run the same package.
 * - An environment is not frozen between invocations. A callback ends an invocation at once, whatever is still in the
 *   event loop (`callbackWaitsForEmptyEventLoop` has no effect).
 * - At most 16 environments run at once; further invocations wait instead of starting one.
 * - An asynchronous event may be handled again after a restart, as AWS may deliver one twice.
 */
import { defineService } from "../../service.ts";
import { resumeQueues } from "./async-invoke.ts";
import { functionOperations } from "./functions.ts";
import { invokeOperations } from "./invoke.ts";
import { lambdaPermissions } from "./permissions.ts";
import { functionPolicyOf, resourcePolicyOperations } from "./resource-policy.ts";
import { resourceProviders } from "./resource-providers.ts";
import { settingsOperations } from "./settings.ts";
import { tagOperations } from "./tags.ts";
import { versionOperations } from "./versions.ts";

export const lambda = defineService({
  name: "lambda",
  sdk: () => import("@aws-sdk/client-lambda"),
  operations: {
    ...functionOperations,
    ...versionOperations,
    ...invokeOperations,
    ...resourcePolicyOperations,
    ...settingsOperations,
    ...tagOperations,
  },
  permissions: lambdaPermissions,
  resourcePolicy: functionPolicyOf,
  resourceProviders,
  resume: resumeQueues,
});
