import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { injectFault } from "../../infra/local/faults.ts";
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

/** Where a machine is interrupted: in this state, in the midst of this call. */
interface Moment {
  state: string;
  call: string;
}

/** Starts a machine, stops the account once it is there, and opens the account anew. */
async function interrupted(
  lab: LabAccount,
  home: string,
  [verb, input]: [Verb, object],
  { state, call }: Moment,
) {
  const begun = Promise.withResolvers<void>();
  injectFault(lab.account.cloud, {
    operation: call,
    meets: () => {
      begun.resolve();
      return true;
    },
    // It is never answered: the machine cannot have gone on by the time that the account stops.
    until: new Promise(() => {}),
  });
  const execution = await lab.start(verb, input);
  await begun.promise;
  while ((await lab.states(execution)).at(-1) !== state) await setTimeout(5);
  await lab.stop();
  const again = await useLab(home);
  return { again, ended: await again.end(execution) };
}

test.each<Moment>([
  { state: "Create the stack", call: "CreateStack" },
  { state: "Wait for the stack", call: "RunInstances" },
])(
  "a build whose account is stopped in '$state' goes on, and the lab is whole and can be cleaned up",
  async (moment) => {
    const home = await useHome();
    const lab = await useLab(home);
    const before = await stateOf(lab);
    const { again, ended } = await interrupted(lab, home, ["build-lab", BUILD], moment);
    expect(ended).toMatchObject({ status: "SUCCEEDED" });
    expect((await again.verify()).map((result) => result.status)).toEqual(STEPS.map(() => "unmet"));
    await again.cleanUp();
    expect(await stateOf(again)).toEqual(before);
  },
);

test.each<Moment>([{ state: "Sweep the stage", call: "TerminateInstances" }])(
  "a clean-up whose account is stopped in '$state' goes on, and leaves nothing",
  async (moment) => {
    const home = await useHome();
    const lab = await useLab(home);
    const before = await stateOf(lab);
    const { resources } = await lab.build();
    await lab.solve("load-balancer-isolation");
    await MESSES["an instance, protected from termination"]!(lab.clients, resources);
    const cleanUp: [Verb, object] = ["clean-up", { lab: LAB, approval: "given" }];
    const { again, ended } = await interrupted(lab, home, cleanUp, moment);
    expect(ended).toMatchObject({ status: "SUCCEEDED" });
    expect(JSON.parse(ended.output!)).toMatchObject({ clean: true, left: [] });
    expect(await stateOf(again)).toEqual(before);
  },
);
