import { createElement } from "react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Handrail } from "../../../../tui/handrail.tsx";
import type { Choice, Launch, Undeployed } from "../../../../tui/session.ts";
import { guide, localPlace, noChanges, noShells } from "../../fixtures.ts";
import { render } from "../../render.ts";

const aws: Undeployed["place"] = {
  kind: "aws",
  accountId: "210987654321",
  region: "eu-west-1",
  arn: "arn:aws:sts::210987654321:assumed-role/Trainer/ann",
  profile: "training",
};

const undeployed = (patch: Partial<Undeployed> = {}): Undeployed => ({
  needs: "deploy",
  place: aws,
  found: "nothing",
  creates: [{ kind: "functions", things: [{ name: "handrail-verify", about: "Checks steps" }] }],
  deploy: async () => {},
  ...patch,
});

const other = { ...guide, id: "other", title: "Another lab altogether", costPerHour: 1.5 };

function show(columns: number, rows: number, launch: Partial<Launch> = {}) {
  const opened: Choice[] = [];
  const app = render(
    createElement(Handrail, {
      launch: {
        labs: [guide],
        suggested: { guide, kind: "local" },
        home: "/home/ann/.local/share/handrail",
        pace: "fast",
        suffix: "ann",
        ...launch,
        open(choice, tell) {
          opened.push(choice);
          return launch.open?.(choice, tell) ?? new Promise(() => {});
        },
      },
    }),
    columns,
    rows,
  );
  const shows = (text: string | RegExp) => expect.poll(() => app.lastFrame(), { interval: 10 }).toMatch(text);
  /** The lines, once the screen is as large as it is to be. */
  const fits = async (columns: number, rows: number): Promise<string[]> => {
    const lines = () => app.lastFrame()!.split("\n");
    await vi.waitFor(
      () => {
        expect(lines()).toHaveLength(rows);
        for (const line of lines()) expect(line.length, line).toBeLessThanOrEqual(columns);
      },
      { timeout: 15_000 },
    );
    return lines();
  };
  return { ...app, opened, shows, fits, press: (keys: string) => app.stdin.write(keys) };
}

const [DOWN, UP] = ["j", "k"];

let app: ReturnType<typeof show>;
afterEach(() => app.unmount());

describe.each([
  [80, 24],
  [120, 40],
  [200, 60],
  [60, 12],
])("at %i × %i", (columns, rows) => {
  test("it says what there is to choose, and what either place costs, before anything is opened", async () => {
    app = show(columns, rows);
    await app.shows(/› ● The local account/);
    const lines = await app.fits(columns, rows);
    expect(lines[0]).toBe("Handrail");
    expect(app.lastFrame()).toMatch(/on this machine +free/);
    expect(app.lastFrame()).toMatch(/○ An AWS account of yours +about \$0\.25 an hour/);
    expect(lines.at(-1)).toMatch(/^Enter go on {2}↑↓ choose/);
    app.press(DOWN);
    await app.shows(/› ● An AWS account/);
    await app.shows(/○ The local account/);
    expect(app.opened).toEqual([]);
  });

  test("an AWS account without Handrail is named, and so is what deploying creates", async () => {
    app = show(columns, rows, { chosen: { guide, kind: "aws" }, open: async () => undeployed() });
    await app.shows(/Handrail is not in this AWS account yet/);
    const lines = await app.fits(columns, rows);
    expect(lines[0]).toMatch(/ AWS {2}210987654321 eu-west-1/);
    expect(lines.at(-1)).toMatch(/^D deploy Handrail/);
    await app.shows(/assumed-role\/Trainer\/ann/);
  });
});

test("what is known of a place is told where the pointer is, in words that hold for the lab", async () => {
  app = show(120, 40, { labs: [guide, other] });
  await app.shows(/costs +nothing/);
  await app.shows(/takes +less than a minute to build/);
  await app.shows(/in \/home\/ann\/\.local\/share\/handrail/);
  await app.shows(/"ann" is proposed/);
  app.press(DOWN);
  await app.shows(/machines +about \d+ state transitions, \$0\.01, from the build to the clean-up/);
  app.press(UP);
  await app.shows(/costs +nothing/);
  app.press(UP);
  await app.shows(/› ● Another lab altogether/);
  await app.shows(/about \$1\.50 an hour/);
  app.press(UP);
  await app.shows(/› ● Mitigate/);
  await app.shows(/about \$0\.25 an hour/);
});

test("Enter opens the local account, and p leads back", async () => {
  app = show(80, 24, {
    open: async () => {
      throw new Error("The port 4203 is taken.");
    },
  });
  await app.shows(/Where to run it/);
  app.press("\r");
  await app.shows(/The port 4203 is taken/);
  expect(app.opened).toEqual([{ guide, kind: "local" }]);
  await app.shows(/p another account/);
  app.press("p");
  await app.shows(/› ● The local account/);
});

describe("AWS", () => {
  test("is asked nothing before a yes", async () => {
    app = show(80, 24);
    await app.shows(/Where to run it/);
    app.press(DOWN);
    app.press("\r");
    await app.shows(/Read your AWS credentials/);
    app.press("n");
    await app.shows(/Enter go on/);
    expect(app.opened).toEqual([]);
    app.press("\r");
    await app.shows(/Read your AWS credentials/);
    app.press("y");
    await app.shows(/ AWS {2}opening/);
    expect(app.opened).toEqual([{ guide, kind: "aws" }]);
  });

  test("is deployed to after a yes, line by line, and opened again then", async () => {
    let [finish, deployed] = [() => {}, false];
    const account = undeployed({
      deploy: (tell) =>
        new Promise((resolve) => {
          tell("Publishing the functions");
          tell("Creating the stack");
          finish = () => {
            deployed = true;
            resolve();
          };
        }),
    });
    app = show(80, 24, {
      chosen: { guide, kind: "aws" },
      open: async () => {
        if (deployed) throw new Error("Opened again.");
        return account;
      },
    });
    await app.shows(/1 functions/);
    app.press("D");
    await app.shows(/Deploy Handrail into the AWS account 210987654321, eu-west-1\? \(y\)/);
    app.press("n");
    await app.shows(/D deploy Handrail/);
    app.press("D");
    app.press("y");
    await app.shows(/Publishing the functions\s+Creating the stack\s+▸ AWS is at work/);
    expect(app.lastFrame()).not.toMatch(/D deploy/);
    finish();
    await app.shows(/Opened again/);
  });

  test("a deployment that fails says why, and can be tried again", async () => {
    app = show(80, 24, {
      chosen: { guide, kind: "aws" },
      open: async () =>
        undeployed({
          deploy: async () => {
            throw new Error("You may not create stacks.");
          },
        }),
    });
    await app.shows(/D deploy/);
    app.press("D");
    app.press("y");
    await app.shows(/could not be deployed\s+You may not create stacks\./);
    await app.shows(/D deploy Handrail/);
    app.press("\x1b");
    await app.shows(/› ● An AWS account/);
  });

  test("a Handrail of another build is said, and may be worked with", async () => {
    const orchestrator = { recent: async () => [] } as unknown as never; // Nothing else is asked of it.
    const session = {
      guide,
      orchestrator,
      changes: noChanges,
      openShell: noShells,
      place: { ...localPlace, ...aws },
      proposedSuffix: "a",
      notices: [],
    };
    app = show(80, 24, {
      chosen: { guide, kind: "aws" },
      open: async () => undeployed({ found: "other-build", session }),
    });
    await app.shows(/of another build/);
    await app.shows(/D bring up to date {2}Enter go on as it is/);
    app.press("\r");
    await app.shows(/Ready\. Press b/);
    app.press("[");
    await app.shows(/Ready\. Press b/);
  });
});

test("keys that come with the one that chooses are for the terminal that it leads to", async () => {
  app = show(100, 30);
  await app.shows(/› ● The local account/);
  app.press("\rj?");
  await app.shows(/verify the selected step/);
  expect(app.opened).toEqual([{ guide, kind: "local" }]);
  app.press("?");
  await app.shows(new RegExp(`› · ${guide.steps[0]!.title.split(" ")[0]}`));
});
