import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readManifest } from "../../../infra/manifest.ts";
import { type Flow, readDefinition } from "../../../tui/execution/definition.ts";
import { builtDist } from "../../lifecycle/built-dist.ts";

interface Machine {
  Type: string;
  Properties: { StateMachineName: string; DefinitionString: { "Fn::Join": [string, unknown[]] } };
}

/** The machines of the template that ships, by their names in an account. What they refer to is left out. */
export async function shippedMachines(): Promise<Map<string, Flow>> {
  const dist = await builtDist();
  const { file } = (await readManifest(dist)).templates.orchestrator;
  const { Resources } = JSON.parse(readFileSync(join(dist, file), "utf8")) as {
    Resources: Record<string, Machine>;
  };
  return new Map(
    Object.values(Resources)
      .filter(({ Type }) => Type === "AWS::StepFunctions::StateMachine")
      .map(({ Properties: { StateMachineName, DefinitionString } }) => {
        const parts = DefinitionString["Fn::Join"][1];
        const text = parts.map((part) => (typeof part === "string" ? part : "")).join("");
        return [StateMachineName, readDefinition(text)!];
      }),
  );
}
