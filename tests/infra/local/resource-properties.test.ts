import { expect, test } from "vitest";
import { Clock } from "../../../infra/local/clock.ts";
import { Cloud, MemoryBlobs } from "../../../infra/local/cloud.ts";
import { makeCall } from "../../../infra/local/dispatch.ts";
import { servicePrincipal } from "../../../infra/local/principal.ts";
import { services } from "../../../infra/local/services/index.ts";

const ACCOUNT = "123456789012";

const providers = services.flatMap((service) => Object.entries(service.resourceProviders ?? {}));

test.each(providers)("%s refuses a property that is not known, and names it", async (type, provider) => {
  const cloud = new Cloud({ clock: new Clock("instant"), blobs: new MemoryBlobs() });
  const principal = servicePrincipal("cloudformation.amazonaws.com", ACCOUNT);
  const created = async () =>
    await provider.create({
      logicalId: "Thing",
      type,
      properties: { Colour: "red" },
      stack: { id: `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/lab/1`, name: "lab" },
      tags: [],
      call: makeCall(cloud, { principal, accountId: ACCOUNT, region: "us-east-1" }),
      generateName: (maxLength) => "lab-Thing-ABCDEF123456".slice(0, maxLength),
    });
  await expect(created()).rejects.toThrow(/\bColour\b/);
});
