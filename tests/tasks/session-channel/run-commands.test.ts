import type { SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { encodeJson } from "../../../tasks/session-channel/payloads.ts";
import { runCommands, type Transcript } from "../../../tasks/session-channel/run-commands.ts";
import { acknowledged, type FakeAgent, fakeAgent, isAcknowledgement, isInput, textOf } from "./fake-agent.ts";

/** Systems Manager as far as a session needs it, and the calls that it was asked. */
function sessionManager(agent: FakeAgent) {
  const calls: [name: string, input: object][] = [];
  const send = async (command: { constructor: { name: string }; input: object }) => {
    calls.push([command.constructor.name, command.input]);
    const { streamUrl, tokenValue } = agent.address();
    return { SessionId: "someone-1", StreamUrl: streamUrl, TokenValue: tokenValue };
  };
  // Only `send` is used; the real client is tried against the local account.
  return { ssm: { send } as unknown as SSMClient, calls };
}

/** Plays a shell: after each line that is typed, the texts that follow it. */
async function play(agent: FakeAgent, greeting: string[], ...answers: string[][]) {
  await agent.shakeHands();
  let number = 2;
  for (const text of greeting) agent.output(text, number++);
  for (const answer of answers) {
    agent.acknowledge(await agent.next(isInput));
    for (const text of answer) agent.output(text, number++);
  }
  return number;
}

/** What a session came to, once it is over. */
async function transcriptOf(...args: Parameters<typeof runCommands>): Promise<Transcript> {
  const session = runCommands(...args);
  const ids: string[] = [];
  for (;;) {
    const step = await session.next();
    if (!step.done) ids.push(step.value);
    else {
      expect(ids).toEqual(["someone-1"]);
      return step.value;
    }
  }
}

const PROMPT = "\x1b[?2004hsh-5.2$ ";

describe("running commands in a session", () => {
  it("types each when the shell waits for it, and ends the session", async () => {
    const agent = await fakeAgent();
    const { ssm, calls } = sessionManager(agent);
    const running = transcriptOf(ssm, { target: "i-1", reason: "because" }, [
      "echo one",
      "echo two; echo $ ",
      "printf three",
      "cd /",
    ]);
    await play(
      agent,
      ["Welcome\r\n", "sh-5", PROMPT.slice(12)],
      // The echo alone, the output in pieces, an output whose last line looks nearly like a prompt.
      ["echo one\r\n\x1b[?2004l\r", "o", "ne\r\n", PROMPT],
      ["echo two; echo $ \r\n", "two\r\n$ \r\n", PROMPT],
      // Output that ends without a line end, and a prompt that is another from then on.
      ["printf three\r\n", `three${PROMPT}`],
      ["cd /\r\n", "root@host:/# "],
    );
    expect(await running).toEqual({
      commands: [
        { command: "echo one", output: "one" },
        { command: "echo two; echo $ ", output: "two\n$ " },
        { command: "printf three", output: "three" },
        { command: "cd /", output: "" },
      ],
    });
    expect(calls).toEqual([
      ["StartSessionCommand", { Target: "i-1", Reason: "because" }],
      ["TerminateSessionCommand", { SessionId: "someone-1" }],
    ]);
  });

  it("does not take the prompt that was there before for the answer", async () => {
    const agent = await fakeAgent();
    const { ssm } = sessionManager(agent);
    const running = transcriptOf(ssm, { target: "i-1" }, ["id"]);
    // A shell that draws its prompt anew before it echoes.
    await play(agent, [PROMPT], ["\r\x1b[Ksh-5.2$ ", "id\r\n", "uid=1001\r\n", PROMPT]);
    expect((await running).commands).toEqual([{ command: "id", output: "uid=1001" }]);
  });

  it("fails in the agent's words where the session is refused, and terminates it all the same", async () => {
    const agent = await fakeAgent();
    const { ssm, calls } = sessionManager(agent);
    const running = transcriptOf(ssm, { target: "i-1" }, ["id"]);
    const failed = expect(running).rejects.toThrow(
      "The session ended: Couldn't start the session because we are unable to validate encryption. Bye.",
    );
    const number = await play(agent, []);
    agent.output("Couldn't start the session because we are unable to validate encryption.\r\n", number);
    agent.send({ messageType: "channel_closed", payload: encodeJson({ Output: "Bye." }) });
    await failed;
    expect(calls.at(-1)).toEqual(["TerminateSessionCommand", { SessionId: "someone-1" }]);
  });

  it("fails where the shell falls silent, and names the command", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const agent = await fakeAgent();
    const { ssm, calls } = sessionManager(agent);
    const running = transcriptOf(ssm, { target: "i-1", timeoutMs: 20_000 }, ["sleep 999"]);
    const failed = expect(running).rejects.toThrow('The shell did not answer "sleep 999" in time.');
    const number = await play(agent, [PROMPT]);
    agent.acknowledge(await agent.next((frame) => isInput(frame) && textOf(frame) === "sleep 999\n"));
    agent.output("sleep 999\r\n", number);
    await agent.next(
      (frame) => isAcknowledgement(frame) && acknowledged(frame).AcknowledgedMessageSequenceNumber === number,
    );
    await vi.advanceTimersByTimeAsync(19_999);
    expect(calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await failed;
  });

  it("fails where a command ends the session", async () => {
    const agent = await fakeAgent();
    const { ssm } = sessionManager(agent);
    const running = transcriptOf(ssm, { target: "i-1" }, ["exit", "id"]);
    const failed = expect(running).rejects.toThrow('The session ended after "exit".');
    const number = await play(agent, [PROMPT], ["exit\r\n"]);
    agent.output("bye\r\n", number);
    agent.send({ messageType: "channel_closed", payload: encodeJson({ Output: "" }) });
    await failed;
  });

  it("speaks to no address that its caller refuses", async () => {
    const agent = await fakeAgent();
    const { ssm, calls } = sessionManager(agent);
    const checkUrl = (url: URL) => {
      throw new Error(`not ${url.hostname}`);
    };
    await expect(transcriptOf(ssm, { target: "i-1", checkUrl }, [])).rejects.toThrow("not 127.0.0.1");
    expect(calls.at(-1)?.[0]).toBe("TerminateSessionCommand");
  });
});
