import type { CleanUpPlan, InventoryItem, PlanItem } from "../../workflows/contract.ts";
import type { LabBuild } from "../build/lab-build.ts";
import { fewOfEach, markOf, tallyOf } from "../inventory/bounds.ts";
import { settingsInWords } from "../inventory/settings-in-words.ts";
import { takeInventory } from "../inventory/take.ts";
import { accountOf } from "../runtime/account-of.ts";
import type { Clients } from "../runtime/clients.ts";
import { findStack } from "../runtime/find-stack.ts";
import { whoAmI } from "../runtime/who-am-i.ts";
import type { Scope, Stage } from "./sweeper.ts";

/**
 * Plans a clean-up: for each stage what its sweepers find, and for the rest that is new in the account, that it is
 * left alone and why.
 */
export async function planCleanUp(
  clients: Clients,
  scope: Scope,
  stages: readonly Stage[],
): Promise<CleanUpPlan> {
  const [account, items, inventory] = await Promise.all([
    accountOf(clients, scope.place.accountId),
    findItems(clients, scope, stages),
    takeInventory(clients),
  ]);
  const needed = stages.filter(({ name }) => items.some((item) => item.stage === name));
  return {
    lab: scope.lab,
    account,
    stages: needed.map((stage) => stage.name),
    ...bounded([...items, ...leaveAlone(inventory, items, scope)]),
    departures: needed.flatMap(({ name, departs }) => (departs ? [{ stage: name, why: departs }] : [])),
  };
}

/** Plans to leave everything alone; a stack of the lab's name, which somebody else made, is named. */
export async function planWithoutLedger(clients: Clients, build: LabBuild): Promise<CleanUpPlan> {
  const [{ accountId }, stack] = await Promise.all([whoAmI(clients), findStack(clients, build.stackName)]);
  const items: PlanItem[] = stack
    ? [
        {
          stage: "none",
          action: "leave",
          kind: "stack",
          id: stack.StackId!,
          name: stack.StackName,
          why: "No ledger shows that Handrail built it.",
        },
      ]
    : [];
  return {
    lab: build.lab,
    account: await accountOf(clients, accountId),
    stages: [],
    ...bounded(items),
    departures: [],
  };
}

/** A plan's items as they can be handed on, however much there is to be left alone. */
function bounded(items: readonly PlanItem[]): Pick<CleanUpPlan, "items" | "foreign" | "leave"> {
  const left = items.filter(({ action }) => action === "leave");
  return {
    items: [...items.filter(({ action }) => action !== "leave"), ...fewOfEach(left)],
    foreign: tallyOf(left),
    leave: left.map(({ id }) => markOf(id)),
  };
}

async function findItems(clients: Clients, scope: Scope, stages: readonly Stage[]): Promise<PlanItem[]> {
  const found = await Promise.all(
    stages.map(async (stage) => {
      const lists = await Promise.all(
        stage.sweepers.map(async ({ kind, find }) =>
          (await find(clients, scope)).map((item) => ({
            stage: stage.name,
            kind,
            ...item,
            ...(item.action === "restore" ? restoredTo(item.id, scope) : {}),
          })),
        ),
      );
      return lists.flat();
    }),
  );
  return found.flat();
}

/** What a thing is set back to, as far as the ledger says. */
function restoredTo(id: string, { ledger }: Scope): Pick<PlanItem, "to"> {
  const settings = ledger.items.find((item) => item.id === id)?.settings;
  return settings === undefined ? {} : { to: settingsInWords(settings) };
}

/** What is new since the ledger and nobody can prove to be the lab's. */
function leaveAlone(inventory: InventoryItem[], items: PlanItem[], scope: Scope): PlanItem[] {
  const planned = new Set(items.map((item) => item.id));
  const ofStack = new Set([...scope.stackResources.values()].flatMap((ids) => [...ids]));
  return inventory
    .filter(
      ({ id, name, within }) =>
        !scope.before.has(id) &&
        !planned.has(id) &&
        // IAM's resources have their name as their physical id.
        !ofStack.has(id) &&
        !(name && ofStack.has(name)) &&
        // What lies in the lab's own networks, or hangs on servers that go, goes with them.
        !(within && (scope.vpcs.includes(within) || ofStack.has(within) || planned.has(within))),
    )
    .map(({ kind, id, name }) => ({
      stage: "none",
      action: "leave" as const,
      kind,
      id,
      name,
      why: "It is new since the lab was built, but nothing shows that it is the lab's.",
    }));
}
