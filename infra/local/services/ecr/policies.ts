import type { Call, Operations } from "../../service.ts";
import { noLifecyclePolicy, noRepositoryPolicy } from "./errors.ts";
import { checkLifecyclePolicy } from "./lifecycle-policy.ts";
import { checkRepositoryPolicy } from "./repository-policy.ts";
import { openRepository, type Repository } from "./store.ts";

const named = (repository: Repository, call: Call) => ({
  registryId: call.accountId,
  repositoryName: repository.name,
});

/** The two policies that a repository can have: who may do what with it, and which images expire. */
export const policyOperations = {
  SetRepositoryPolicy(input, call) {
    const repository = openRepository(call, input);
    const policyText = input.policyText ?? "";
    checkRepositoryPolicy(policyText);
    repository.policy = policyText;
    return { ...named(repository, call), policyText };
  },

  GetRepositoryPolicy(input, call) {
    const repository = openRepository(call, input);
    const policyText = repository.policy;
    if (policyText === undefined) throw noRepositoryPolicy(repository.name, call.accountId);
    return { ...named(repository, call), policyText };
  },

  DeleteRepositoryPolicy(input, call) {
    const repository = openRepository(call, input);
    const policyText = repository.policy;
    if (policyText === undefined) throw noRepositoryPolicy(repository.name, call.accountId);
    delete repository.policy;
    return { ...named(repository, call), policyText };
  },

  PutLifecyclePolicy(input, call) {
    const repository = openRepository(call, input);
    const lifecyclePolicyText = input.lifecyclePolicyText ?? "";
    checkLifecyclePolicy(lifecyclePolicyText);
    repository.lifecycle = { text: lifecyclePolicyText, evaluated: call.cloud.clock.now() };
    return { ...named(repository, call), lifecyclePolicyText };
  },

  GetLifecyclePolicy(input, call) {
    const repository = openRepository(call, input);
    return { ...named(repository, call), ...lifecycleOf(repository, call) };
  },

  DeleteLifecyclePolicy(input, call) {
    const repository = openRepository(call, input);
    const deleted = lifecycleOf(repository, call);
    delete repository.lifecycle;
    return { ...named(repository, call), ...deleted };
  },
} satisfies Operations<"ecr">;

function lifecycleOf(repository: Repository, call: Call) {
  const { lifecycle } = repository;
  if (!lifecycle) throw noLifecyclePolicy(repository.name, call.accountId);
  return { lifecyclePolicyText: lifecycle.text, lastEvaluatedAt: lifecycle.evaluated };
}
