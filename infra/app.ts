import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { Fnd203Stack } from "./labs/fnd203-stack.ts";

const app = new App({ outdir: "cdk.out" });
new Fnd203Stack(app, "fnd203");
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
