import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { FUNCTIONS, type FunctionName } from "../workflows/contract.ts";
import { LabRoleStack } from "./lab-role-stack.ts";
import { Fnd203Stack } from "./labs/fnd203-stack.ts";
import { OrchestratorStack } from "./orchestrator-stack.ts";

/** The templates of this app, by the name of the file that each is shipped as. */
export const STACKS = ["orchestrator", "lab-role", "fnd203"] as const;

/**
 * Synthesises every template into `outdir`, as `<stack>.template.json`.
 *
 * @param bundleKeys the key of each function's bundle in the orchestrator's bucket
 * @param options.checked whether cdk-nag's AwsSolutions checks and the CDK's own validation of templates run with it,
 *   which take seconds; a finding of cdk-nag's that nobody acknowledged then fails the synthesis
 */
export function synthesise(
  outdir: string,
  bundleKeys: Record<FunctionName, string>,
  options: { checked: boolean },
): void {
  const app = new App({
    outdir,
    analyticsReporting: false,
    builtinCloudFormationValidation: options.checked,
  });
  new OrchestratorStack(app, "orchestrator", { bundleKeys });
  new LabRoleStack(app, "lab-role");
  new Fnd203Stack(app, "fnd203");
  if (options.checked) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

// `npm run synth`: are the templates sound? What is deployed comes from `npm run build`.
if (import.meta.main) {
  const outdir = mkdtempSync(join(tmpdir(), "handrail-synth-"));
  try {
    const keys = Object.fromEntries(FUNCTIONS.map((name) => [name, `functions/${name}.zip`]));
    synthesise(outdir, keys as Record<FunctionName, string>, { checked: true });
    console.log(`The templates ${STACKS.join(", ")} hold what cdk-nag's AwsSolutions checks ask for.`);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
