import { randomBytes } from "node:crypto";
import type { Cloud, Place } from "../../../cloud.ts";
import { makeCall } from "../../../dispatch.ts";
import { assumeAsService } from "../../sts/assume.ts";
import type { FunctionRecord, FunctionVersion } from "../store.ts";
import { Environment, type Outcome } from "./environment.ts";
import { LogFormatter, type LogLine } from "./log-lines.ts";
import { LogStream } from "./log-stream.ts";
import type { Invocation } from "./messages.ts";
import { Packages, type UnpackedPackage } from "./packages.ts";
import { environmentVariables, logGroupOf } from "./variables.ts";

/** What to run, and where it belongs. */
interface Target {
  place: Place;
  record: FunctionRecord;
  version: FunctionVersion;
}

/** What an invocation came to, and what it wrote to its log. */
export interface Run extends Outcome {
  log: string;
}

/**
 * How many environments there are at once, whatever the functions' concurrency: each is a thread with the SDK in it,
 * some 40 MB. Further invocations wait for a free one, where Lambda would start another.
 */
const MOST = 16;

/** Lambda keeps an idle environment for minutes; here its memory is the participant's. */
const IDLE_MS = 60_000;

/** A verb of a lab takes turns between two functions: one is idle while the other runs. */
const KEPT = 1;

/** Where many accounts are at work, each has such functions, and most wait: idle are more than busy. */
const KEPT_FOR_BUSY = 2;

/** How often an invocation may see a free environment go to a later one of the same function. */
const PATIENCE = MOST;

/** An environment is not used any more when its credentials are about to expire. */
const CREDENTIALS_MARGIN_MS = 16 * 60_000;

interface Slot {
  key: string;
  environment: Environment;
  formatter: LogFormatter;
  stream: LogStream;
  /** Lines of the invocation going on, not yet written. */
  lines: LogLine[];
  credentialsExpire: Date;
  busy: boolean;
  idleTimer?: NodeJS.Timeout;
}

/** An invocation that waits until an environment is free, or there is room for one. */
interface Waiting {
  target: Target;
  code: UnpackedPackage;
  passedOver: number;
  got: PromiseWithResolvers<Slot>;
}

/** The environments of one cloud, kept warm for a while. */
class Environments {
  /** How many idle environments stay at least when another starts. Whoever has memory to spare may have more of them. */
  kept = KEPT;
  readonly #cloud: Cloud;
  readonly #packages: Packages;
  readonly #slots = new Set<Slot>();
  /** The longest wait first. There are none while an environment is idle, or there is room for another. */
  readonly #waiting: Waiting[] = [];
  /** Invocations going on, waiting ones included, by the function's ARN. */
  readonly #running = new Map<string, number>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#packages = new Packages(cloud.blobs);
    // Part of the cloud's work, so that its stop waits until the threads are gone.
    cloud.background(async () => {
      if (!cloud.stopping.aborted)
        await new Promise((resolve) => cloud.stopping.addEventListener("abort", resolve, { once: true }));
      for (const { got } of this.#waiting.splice(0)) got.reject(cloud.stopping.reason);
      await Promise.all([...this.#slots].map((slot) => slot.environment.terminate()));
    });
  }

  /**
   * Runs a function once, in a warm environment where there is one.
   * @throws AwsError `AccessDenied` where the function's role cannot be assumed any more; the reason of
   * `cloud.stopping` where the process stops meanwhile.
   */
  async run(target: Target, invocation: Omit<Invocation, "deadline">): Promise<Run> {
    const { arn } = target.record;
    this.#running.set(arn, this.running(arn) + 1);
    try {
      return await this.#run(target, invocation);
    } finally {
      this.#running.set(arn, this.running(arn) - 1);
    }
  }

  /** How many invocations of a function go on. */
  running(arn: string): number {
    return this.#running.get(arn) ?? 0;
  }

  async #run(target: Target, invocation: Omit<Invocation, "deadline">): Promise<Run> {
    const code = await this.#packages.get(target.version.code.digest);
    const slot = await this.#acquire(target, code);
    slot.lines.push(...slot.formatter.start(invocation.requestId, Date.now()));
    const outcome = await slot.environment.invoke(invocation, target.version.timeout);
    // Cut short by the process's stop, it neither succeeded nor failed: whoever waits for it takes it up again.
    this.#cloud.stopping.throwIfAborted();
    const { requestId } = invocation;
    const now = Date.now();
    if (outcome.status === "timeout") slot.lines.push(...slot.formatter.timedOut(requestId, now));
    slot.lines.push(
      ...slot.formatter.end({ ...outcome, requestId, errorType: outcome.error?.errorType }, now),
    );
    const lines = slot.lines.splice(0);
    await slot.stream.write(lines);
    this.#release(slot);
    return { ...outcome, log: lines.map((line) => line.message).join("") };
  }

  /** Ends the idle environments of a function, whose code or configuration is another now. */
  retire(arn: string): void {
    for (const slot of this.#slots) if (!slot.busy && slot.key.startsWith(`${arn}:`)) this.#end(slot);
  }

  #acquire(target: Target, code: UnpackedPackage): Slot | Promise<Slot> {
    this.#cloud.stopping.throwIfAborted();
    const idle = [...this.#slots].filter((slot) => !slot.busy);
    const warm = idle.find((slot) => slot.key === keyOf(target) && isWarm(slot));
    if (warm) return occupied(warm);
    const busy = this.#slots.size - idle.length;
    const surplus = idle.length - Math.max(this.kept, busy * KEPT_FOR_BUSY);
    for (const slot of idle.slice(0, Math.max(0, surplus))) this.#end(slot);
    if (this.#slots.size < MOST) return this.#start(target, code);
    const [spare] = idle;
    if (spare) {
      this.#end(spare);
      return this.#start(target, code);
    }
    const got = Promise.withResolvers<Slot>();
    this.#waiting.push({ target, code, passedOver: 0, got });
    return got.promise;
  }

  #start(target: Target, { folder, compiled }: UnpackedPackage): Slot {
    const { place, record, version } = target;
    const session = assumeAsService(this.#cloud, {
      roleArn: version.role,
      service: "lambda.amazonaws.com",
      sessionName: record.name,
      sourceArn: record.arn,
    });
    const logStream = streamName(record, version, new Date());
    const formatter = new LogFormatter(version);
    const lines = formatter.initStart(Date.now());
    const slot: Slot = {
      key: keyOf(target),
      formatter,
      lines,
      busy: true,
      credentialsExpire: session.credentials.expiration,
      stream: new LogStream(
        makeCall(this.#cloud, { ...place, principal: session.principal }),
        logGroupOf(record, version),
        logStream,
      ),
      environment: new Environment({
        variables: environmentVariables({
          cloud: this.#cloud,
          place,
          record,
          version,
          session,
          logStream,
          taskRoot: folder,
        }),
        compiled,
        memorySize: version.memorySize,
        onLog: (message) => lines.push(...formatter.application(message)),
      }),
    };
    this.#slots.add(slot);
    return slot;
  }

  #release(slot: Slot): void {
    slot.busy = false;
    // At the end: the first ones are those that were not used for longest.
    this.#slots.delete(slot);
    const next = this.#next(slot);
    if (next && isWarm(slot) && slot.key === keyOf(next.target)) {
      this.#slots.add(slot);
      next.got.resolve(occupied(slot));
    } else if (next || !slot.environment.usable) {
      this.#end(slot);
      if (next) this.#startFor(next);
    } else {
      this.#slots.add(slot);
      slot.idleTimer = setTimeout(() => this.#end(slot), IDLE_MS);
      slot.idleTimer.unref();
    }
  }

  /**
   * Who is given an environment that is free: whoever waits for just this one, since starting another takes many times as long
   * as most invocations do; but the longest wait of all, once it was passed over often enough.
   */
  #next({ key }: Slot): Waiting | undefined {
    const [longest] = this.#waiting;
    if (!longest) return undefined;
    const same = this.#waiting.findIndex(({ target }) => keyOf(target) === key);
    if (same < 1 || longest.passedOver >= PATIENCE) return this.#waiting.shift();
    longest.passedOver++;
    return this.#waiting.splice(same, 1)[0];
  }

  #startFor({ target, code, got }: Waiting): void {
    try {
      got.resolve(this.#start(target, code));
    } catch (error) {
      // Its role is gone: the room is whoever's comes next.
      got.reject(error);
      const next = this.#waiting.shift();
      if (next) this.#startFor(next);
    }
  }

  #end(slot: Slot): void {
    clearTimeout(slot.idleTimer);
    this.#slots.delete(slot);
    void slot.environment.terminate();
  }
}

/** A change of the function makes a new revision, and no environment of the old one is used again. */
const keyOf = ({ record, version }: Target) => `${record.arn}:${version.version}:${version.revisionId}`;

function occupied(slot: Slot): Slot {
  clearTimeout(slot.idleTimer);
  slot.busy = true;
  return slot;
}

function isWarm(slot: Slot): boolean {
  const margin = slot.credentialsExpire.getTime() - Date.now();
  return !slot.busy && slot.environment.usable && margin > CREDENTIALS_MARGIN_MS;
}

/** `2026/11/22/[$LATEST]…`; in a group that functions share, the function's name is in it. */
function streamName(record: FunctionRecord, version: FunctionVersion, now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll("-", "/");
  const name = version.logging.LogGroup === undefined ? "" : record.name;
  return `${day}/${name}[${version.version}]${randomBytes(16).toString("hex")}`;
}

/** Threads belong to the process, not to the snapshot. */
const byCloud = new WeakMap<Cloud, Environments>();

/** The execution environments of a cloud. */
export function environmentsOf(cloud: Cloud): Environments {
  let environments = byCloud.get(cloud);
  if (!environments) {
    environments = new Environments(cloud);
    byCloud.set(cloud, environments);
  }
  return environments;
}
