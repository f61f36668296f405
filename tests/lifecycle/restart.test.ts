import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { Verb } from "../../workflows/contract.ts";
import { stateOf } from "./account-state.ts";
import { BUILD, LAB, type LabAccount, STEPS, startLabAccount } from "./lab-account.ts";
import { MESSES } from "./mess.ts";

async function useHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "handrail-lifecycle-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

async function useLab(home: string): Promise<LabAccount> {
  const lab = await startLabAccount({ home });
  onTestFinished(() => lab.stop());
  return lab;
}

/** Starts a machine, stops the account once it has entered this state, and opens the account anew. */
async function interrupted(lab: LabAccount, home: string, verb: Verb, input: object, state: string) {
  const execution = await lab.start(verb, input);
  while (!(await lab.states(execution)).includes(state)) await setTimeout(1);
  await lab.stop();
  const again = await useLab(home);
  return { again, ended: await again.end(execution) };
}

test.each(["Create the stack", "Wait for the stack"])(
  "a build whose account is stopped in '%s' goes on, and the lab is whole and can be cleaned up",
  async (state) => {
    const home = await useHome();
    const lab = await useLab(home);
    const before = await stateOf(lab);
    const { again, ended } = await interrupted(lab, home, "build-lab", BUILD, state);
    expect(ended).toMatchObject({ status: "SUCCEEDED" });
    expect((await again.verify()).map((result) => result.status)).toEqual(STEPS.map(() => "unmet"));
    await again.cleanUp();
    expect(await stateOf(again)).toEqual(before);
  },
);

test.each(["Sweep the stage"])(
  "a clean-up whose account is stopped in '%s' goes on, and leaves nothing",
  async (state) => {
    const home = await useHome();
    const lab = await useLab(home);
    const before = await stateOf(lab);
    const { resources } = await lab.build();
    await lab.solve("load-balancer-isolation");
    await MESSES["an instance, protected from termination"]!(lab.clients, resources);
    const { again, ended } = await interrupted(lab, home, "clean-up", { lab: LAB, approval: "given" }, state);
    expect(ended).toMatchObject({ status: "SUCCEEDED" });
    expect(JSON.parse(ended.output!)).toMatchObject({ clean: true, left: [] });
    expect(await stateOf(again)).toEqual(before);
  },
);
