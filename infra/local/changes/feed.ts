import { type FunctionName, ORCHESTRATOR_STACK } from "../../../workflows/contract.ts";
import type { Cloud, ExecutionNews, Place } from "../cloud.ts";
import type { CompletedCall } from "../service.ts";
import { isReadOnly } from "../services/cloudtrail/events/classify.ts";

/**
 * What a reader of the stream hears: that the account was changed, by how many calls and by which first; that what was
 * changed a while ago may only be visible now (Event history, Config's items); or that executions have begun or ended.
 */
export type Change =
  | { type: "called"; operation: string; calls: number }
  | { type: "visible" }
  | { type: "executions" };

/** Calls this close together are told as one, in real milliseconds: a script makes a hundred in a second. */
const GATHER_MS = 100;

/**
 * When something may be visible that a call has brought about, in AWS's time after the last call: Config's items take one
 * minute here, events ten at most.
 */
const VISIBLE_AFTER_MS = [75_000, 10 * 60_000 + 15_000];

/**
 * Tells `hear` of changes in one Region of an account, the global services' included, until the signal aborts. Not told are
 * calls that only read (but LookupEvents, of which a step asks) or were refused, what AWS's services do for themselves,
 * which follows from something that is told, and what Handrail does to look: a reader that looks at each change would
 * answer itself for ever. What Handrail does to build, solve and clean up is told: another terminal may have asked for it.
 */
export function watchChanges(
  cloud: Cloud,
  place: Place,
  hear: (change: Change) => void,
  signal: AbortSignal,
): void {
  let gathered: { operation: string; calls: number } | undefined;
  let later: NodeJS.Timeout[] = [];
  const tell = () => {
    hear({ type: "called", ...gathered! });
    gathered = undefined;
  };
  const listen = (call: CompletedCall) => {
    if (!counts(call, place)) return;
    if (gathered) gathered.calls++;
    else {
      gathered = { operation: `${call.service}:${call.operation}`, calls: 1 };
      setTimeout(() => signal.aborted || tell(), GATHER_MS);
    }
    for (const timer of later) clearTimeout(timer);
    later = VISIBLE_AFTER_MS.map((wait) =>
      setTimeout(() => hear({ type: "visible" }), GATHER_MS + cloud.clock.scaled(wait)),
    );
  };
  let begun = false;
  const listenToExecutions = ({ what, ...at }: ExecutionNews) => {
    if (what === "moved" || begun || at.accountId !== place.accountId || at.region !== place.region) return;
    begun = true;
    setTimeout(() => {
      begun = false;
      if (!signal.aborted) hear({ type: "executions" });
    }, GATHER_MS);
  };
  cloud.onCompleted.add(listen);
  cloud.onExecution.add(listenToExecutions);
  signal.addEventListener(
    "abort",
    () => {
      cloud.onCompleted.delete(listen);
      cloud.onExecution.delete(listenToExecutions);
      for (const timer of later) clearTimeout(timer);
    },
    { once: true },
  );
}

/** No step of a lab is about Step Functions; whoever calls it is a terminal that starts or follows a machine. */
const counts = (call: CompletedCall, { accountId, region }: Place): boolean =>
  !call.error &&
  call.accountId === accountId &&
  (call.region === region || GLOBAL.has(call.service)) &&
  call.service !== "states" &&
  (!isReadOnly(call.service, call.operation) || LOOKS.has(call.operation)) &&
  !isAside(call);

/** Looking is on record as well, and a step may ask whether somebody has looked. */
const LOOKS: ReadonlySet<string> = new Set(["LookupEvents"]);

/** Their calls are seen in whichever Region the client signs for. */
const GLOBAL: ReadonlySet<string> = new Set(["iam", "organizations", "s3", "sts"]);

/** Whether a call is no change of what a lab asks about. A service's linked role is named after the service. */
const isAside = ({ principal, service }: CompletedCall): boolean =>
  principal.type === "service" ||
  principal.type === "anonymous" ||
  (principal.type === "role" && /^AWSServiceRoleFor/.test(principal.roleName)) ||
  // CloudFormation names the orchestrator's roles after its stack. Each of its functions also writes its log.
  (principal.type === "role" &&
    principal.roleName.startsWith(`${ORCHESTRATOR_STACK}-`) &&
    (service === "logs" || !WORKERS.has(principal.sessionName)));

/**
 * The sessions in which the orchestrator works on a lab: Lambda names a session after its function, and CloudFormation,
 * which makes the lab's stack with a role of the orchestrator's, after itself.
 */
const WORKERS: ReadonlySet<string> = new Set([
  ...(["build", "solve", "cleanup"] satisfies FunctionName[]).map((name) => `handrail-${name}`),
  "AWSCloudFormation",
]);
