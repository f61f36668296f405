/**
 * Amazon CloudWatch Logs: groups, streams, events and their retention.
 *
 * Known gaps: metric and subscription filters, Logs Insights, exports, anomaly detection, data protection, account
 * policies, Live Tail; filter patterns of JSON, of columns and of expressions. A key that
 * encrypts a group must exist and let CloudWatch Logs use it; nothing is encrypted with it.
 *
 * Deliberate differences: events can be read at once; a stream keeps some 10,000 of its latest events, and a group the 50
 * streams that were written to last; retention takes effect on each read, while AWS takes up to 72 hours;
 * storedBytes is current.
 */
import { AwsError } from "../../errors.ts";
import { defineService, type Operations } from "../../service.ts";
import { validatePolicy } from "../iam/policy-validation.ts";
import { eventOperations } from "./events.ts";
import { groupOperations } from "./groups.ts";
import { page } from "./paging.ts";
import { logsPermissions } from "./permissions.ts";
import { resourceProviders } from "./resource-providers.ts";
import { logsStore, notFound } from "./store.ts";

/** API reference, PutResourcePolicy. */
const MAX_RESOURCE_POLICIES = 10;

const resourcePolicyOperations = {
  PutResourcePolicy: (input, call) => {
    const { policyName = "", policyDocument = "" } = input;
    if (input.resourceArn !== undefined || input.expectedRevisionId !== undefined)
      throw new AwsError(
        "NotImplemented",
        "The local account does not know resource policies of single log groups yet.",
        501,
      );
    validatePolicy(policyDocument, "resource", "InvalidParameterException");
    const { policies } = call.store(logsStore);
    if (!policies[policyName] && Object.keys(policies).length >= MAX_RESOURCE_POLICIES)
      throw new AwsError("LimitExceededException", "Resource limit exceeded.");
    const updated = call.cloud.clock.now().getTime();
    policies[policyName] = { document: policyDocument, updated };
    return { resourcePolicy: { policyName, policyDocument, lastUpdatedTime: updated } };
  },

  DescribeResourcePolicies: (input, call) => {
    const policies = Object.entries(call.store(logsStore).policies).sort(([a], [b]) => (a < b ? -1 : 1));
    const { items, nextToken } = page(policies, input);
    return {
      resourcePolicies: items.map(([policyName, { document, updated }]) => ({
        policyName,
        policyDocument: document,
        lastUpdatedTime: updated,
      })),
      nextToken,
    };
  },

  DeleteResourcePolicy: ({ policyName = "" }, call) => {
    const { policies } = call.store(logsStore);
    if (!policies[policyName]) throw notFound(`Policy with name [${policyName}] does not exist.`);
    delete policies[policyName];
    return {};
  },
} satisfies Operations<"logs">;

export const logs = defineService({
  name: "logs",
  sdk: () => import("@aws-sdk/client-cloudwatch-logs"),
  operations: { ...groupOperations, ...eventOperations, ...resourcePolicyOperations },
  permissions: logsPermissions,
  resourceProviders,
});
