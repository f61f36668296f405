import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import type { FunctionName } from "../workflows/contract.ts";
import { Fnd203Stack } from "./labs/fnd203-stack.ts";
import { OrchestratorStack } from "./orchestrator-stack.ts";

/** The templates of this app, by the name of the file that each is shipped as. */
export const STACKS = ["orchestrator", "fnd203"] as const;

/**
 * Synthesises every template into `outdir`, as `<stack>.template.json`. cdk-nag's AwsSolutions checks run with it
 * unless CDK_VALIDATION=false (they take two seconds); a finding that nobody acknowledged fails the synthesis.
 */
export function synthesise(outdir: string, bundleKeys: Record<FunctionName, string>): void {
  const app = new App({ outdir, analyticsReporting: false });
  new OrchestratorStack(app, "orchestrator", { bundleKeys });
  new Fnd203Stack(app, "fnd203");
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}
