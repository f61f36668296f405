import { randomUUID } from "node:crypto";
import { type Cloud, defineStore } from "./cloud.ts";

const store = defineStore<{ token: string }>({
  name: "handrail:token",
  scope: "cloud",
  create: () => ({ token: "" }),
});

/** How the tokens of local accounts begin. One that begins otherwise is somebody's own, and says nothing. */
const PREFIX = "handrail-";

/**
 * What tells this local account from any other, for as long as it is kept. Whoever is given credentials for it is given
 * this as their session token: another account may have the port later, answers to the same account id, and must not be
 * taken for this one.
 */
export function tokenOf(cloud: Cloud): string {
  const kept = cloud.store(store, { accountId: "", region: "" });
  if (!kept.token) {
    kept.token = `${PREFIX}${randomUUID()}`;
    cloud.changed();
  }
  return kept.token;
}

/** Whether credentials with this session token are for another local account. */
export const isOfAnother = (cloud: Cloud, token: string | undefined): boolean =>
  token?.startsWith(PREFIX) === true && token !== tokenOf(cloud);
