import { inventoryRequest } from "../workflows/contract.ts";
import { compareWithLedger } from "./inventory/compare.ts";
import { deleteLedger, readLedger, writeLedger } from "./inventory/ledger.ts";
import { isAsBefore, leftBehind } from "./inventory/left-behind.ts";
import { takeInventory } from "./inventory/take.ts";
import { makeClients } from "./runtime/clients.ts";
import { readEnvironment } from "./runtime/environment.ts";
import { handler as makeHandler } from "./runtime/handler.ts";
import { whoAmI } from "./runtime/who-am-i.ts";

const clients = makeClients();

/** Keeps the ledger and compares it with the account; see `inventoryRequest` for what each answers. */
export const handler = makeHandler(inventoryRequest, async (request) => {
  const book = { s3: clients.s3, bucket: readEnvironment().HANDRAIL_BUCKET };
  switch (request.do) {
    case "record": {
      const items = await takeInventory(clients);
      const place = await whoAmI(clients);
      const writtenAt = new Date().toISOString();
      await writeLedger(book, {
        version: 1,
        lab: request.lab,
        build: request.build,
        ...place,
        writtenAt,
        suffix: request.suffix,
        items,
      });
      return { items: items.length };
    }
    case "compare": {
      const [ledger, items] = await Promise.all([readLedger(book, request.lab), takeInventory(clients)]);
      const compared = compareWithLedger(ledger, items, request.leave);
      if (isAsBefore(compared)) return { ...compared, again: false };
      if (request.redriven) return { ...compared, again: true };
      throw leftBehind(compared, request.failed);
    }
    case "close":
      await deleteLedger(book, request.lab);
      return {};
  }
});
