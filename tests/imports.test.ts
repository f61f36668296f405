import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = new URL("..", import.meta.url).pathname;

/** A file, a module that it imports, and whether imports may go this way. */
const IMPORTS: [file: string, module: string, allowed: boolean][] = [
  ["workflows/build-lab.ts", "../tasks/labs/lab.ts", false],
  ["workflows/clean-up.ts", "../infra/deploy.ts", false],
  ["workflows/machine.ts", "../tui/app.tsx", false],
  ["workflows/verify-steps.ts", "./contract.ts", true],
  ["tasks/labs/fnd203/stack.ts", "../../../infra/local/cloud.ts", false],
  ["tasks/labs/fnd203/guide.ts", "../../../tui/theme.ts", false],
  ["tasks/verify.lambda.ts", "../workflows/verify-steps.ts", false],
  ["tasks/build.lambda.ts", "../workflows/contract.ts", true],
  ["tui/app.tsx", "../infra/deploy.ts", false],
  ["tui/restore.ts", "../tasks/labs/verify-step.ts", false],
  ["tui/session.ts", "@aws-sdk/client-ec2", false],
  ["tui/hooks/use-lab.ts", "../../workflows/build-lab.ts", false],
  ["tui/hooks/use-keys.ts", "../../workflows/contract.ts", true],
  ["tui/state.ts", "../tasks/labs/lab.ts", true],
  ["tui/execution/orchestrator.ts", "@aws-sdk/client-sfn", true],
  ["infra/local/cloud.ts", "../../tui/theme.ts", false],
  ["infra/deploy.ts", "../cli/connection.ts", false],
  ["infra/orchestrator-stack.ts", "../workflows/build-lab.ts", true],
  ["infra/local/network-view.ts", "../../tasks/network/topology.ts", true],
  ["cli/open-lab.ts", "../infra/deploy.ts", true],
];

/** The files that Biome, with the project's own rules, finds a forbidden import in. */
let refused: string[];
let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "handrail-imports-")));
  await cp(join(root, "biome.json"), join(folder, "biome.json"));
  for (const [file, module] of IMPORTS) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(
      join(folder, file),
      `import * as module from "${module}";\nexport const used = module;\n`,
    );
  }
  refused = await lint();
});
afterAll(() => rm(folder, { recursive: true }));

function lint(): Promise<string[]> {
  const args = ["lint", "--vcs-enabled=false", "--only=style/noRestrictedImports", "--max-diagnostics=none"];
  return new Promise((resolve) =>
    execFile(
      join(root, "node_modules/.bin/biome"),
      [...args, "--reporter=github", "."],
      { cwd: folder },
      (_error, stdout) =>
        resolve(
          [...stdout.matchAll(/noRestrictedImports,file=([^,]+)/g)].map(([, path]) =>
            relative(folder, path!),
          ),
        ),
    ),
  );
}

test.each(IMPORTS)("%s, %s: allowed is %s", (file, _module, allowed) => {
  expect(refused.includes(file)).toBe(!allowed);
});
