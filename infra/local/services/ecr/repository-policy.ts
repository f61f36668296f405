import type { Call } from "../../service.ts";
import { validatePolicy } from "../iam/policy-validation.ts";
import { invalidParameter } from "./errors.ts";
import { ecrStore } from "./store.ts";

/**
 * Checks what ECR checks of a repository's policy: it is a resource policy without resources, since the repository
 * itself is meant.
 * @throws AwsError `InvalidParameterException`
 */
export function checkRepositoryPolicy(text: string): void {
  if (text.length > 10_240)
    throw invalidParameter("policyText", "must have length less than or equal to 10240");
  try {
    const document = JSON.parse(text) as { Statement?: unknown };
    const statements = [document.Statement].flat().map((one) => {
      const statement = one as Record<string, unknown>;
      if ("Resource" in statement || "NotResource" in statement) throw new Error("A resource is named");
      return { ...statement, Resource: "*" };
    });
    validatePolicy(JSON.stringify({ ...document, Statement: statements }), "resource");
  } catch {
    // ECR does not say what is wrong with it.
    throw invalidParameter("PolicyText", "Invalid repository policy provided");
  }
}

/** The policy of a repository's ARN, and the account that owns the repository. */
export function repositoryPolicyOf(
  arn: string,
  call: Call,
): { accountId: string; document?: string } | undefined {
  const [, region, accountId, name] = /^arn:aws:ecr:([^:]+):(\d{12}):repository\/(.+)$/.exec(arn) ?? [];
  if (region === undefined || accountId === undefined || name === undefined) return undefined;
  const { repositories } = call.cloud.store(ecrStore, { accountId, region });
  return { accountId, document: Object.hasOwn(repositories, name) ? repositories[name]?.policy : undefined };
}
