import * as z from "zod";
import { invalidParameter } from "./errors.ts";

const positive = z.int().positive();

const selection = z
  .strictObject({
    tagStatus: z.enum(["tagged", "untagged", "any"]),
    tagPrefixList: z.array(z.string().min(1)).nonempty().optional(),
    tagPatternList: z.array(z.string().min(1)).nonempty().max(4).optional(),
    storageClass: z.enum(["standard", "archive"]).optional(),
    countType: z.enum([
      "imageCountMoreThan",
      "sinceImagePushed",
      "sinceImagePulled",
      "sinceImageTransitioned",
    ]),
    countUnit: z.literal("days").optional(),
    countNumber: positive,
  })
  .refine((one) => (one.countType !== "imageCountMoreThan") === (one.countUnit !== undefined), {
    message: "countUnit is given where the count is of days, and there only",
  })
  .refine(
    (one) =>
      (one.tagStatus === "tagged") === (one.tagPrefixList !== undefined || one.tagPatternList !== undefined),
    { message: "tagPrefixList or tagPatternList is given where tagStatus is tagged, and there only" },
  );

/** Source: Amazon ECR User Guide, "Lifecycle policy properties in Amazon ECR". */
const lifecyclePolicy = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        rulePriority: positive,
        description: z.string().optional(),
        selection,
        action: z.discriminatedUnion("type", [
          z.strictObject({ type: z.literal("expire") }),
          z.strictObject({ type: z.literal("transition"), targetStorageClass: z.literal("archive") }),
        ]),
      }),
    )
    .nonempty()
    .refine((rules) => new Set(rules.map((rule) => rule.rulePriority)).size === rules.length, {
      message: "Rule priorities must be unique",
    }),
});

/**
 * Checks a lifecycle policy. The lengths are those of the API's model; the words after "validation failure" are
 * unsure.
 * @throws AwsError `InvalidParameterException`
 */
export function checkLifecyclePolicy(text: string): void {
  const invalid = (constraint: string) => invalidParameter("LifecyclePolicyText", constraint);
  if (text.length < 100) throw invalid("must have length greater than or equal to 100");
  if (text.length > 30_720) throw invalid("must have length less than or equal to 30720");
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalid("Lifecycle policy validation failure: the text is not valid JSON");
  }
  const parsed = lifecyclePolicy.safeParse(policy);
  if (parsed.success) return;
  const reasons = parsed.error.issues.map(({ path, message }) => `/${path.join("/")}: ${message}`);
  throw invalid(`Lifecycle policy validation failure: ${reasons.join("; ")}`);
}
