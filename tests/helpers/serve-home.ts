import { startLocalAccount } from "../../infra/local/local-account.ts";

/** A process of its own that runs the account in the folder given and keeps changing it, for tests that kill it. */
const home = process.argv[2]!;
const account = await startLocalAccount({ home, pace: "instant" });
const store = account.cloud.store(
  { name: "test", scope: "cloud", create: () => ({ items: [] as string[], count: 0 }) },
  { accountId: "", region: "" },
);
store.items = Array.from({ length: 20_000 }, (_, index) => `item ${index}`);
setInterval(() => {
  store.count++;
  account.cloud.changed();
}, 1);
console.log(account.endpoint);
